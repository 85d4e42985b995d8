// SPDX-License-Identifier: MIT
#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/conduct.h"
#include "framework/cli/present.h"
#include "framework/compare/compare.h"
#include "framework/stats/random.h"

static const struct conduct_command command = {
    .groups = OPTIONS_SELECT | OPTIONS_START | OPTIONS_MEASURE | OPTIONS_CHECK | OPTIONS_CLAIMS |
              OPTIONS_SAVE | OPTIONS_OUTPUT,
    .usage = "SUITE...",
    .summary = "Measures suites: best of many samples in isolated workers, alternatives of a "
               "group\ncompared in random rounds. Results are saved as one file.",
};

// Alternatives of a group at one argument are measured together, in the order of the first of them.
static GPtrArray *make_plans(const struct conduct *conduct, const GPtrArray *cases)
{
    GPtrArray *plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    struct random random = {conduct->run->seed};
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        struct plan *found = NULL;
        struct launch launch = conduct_launch(conduct, bench_case);
        for (guint p = 0; p < plans->len && found == NULL; p++) {
            struct plan *plan = g_ptr_array_index(plans, p);
            const struct arm *first = g_ptr_array_index(plan->arms, 0);
            if (case_is_alternative(first->result->bench_case, bench_case))
                found = plan;
        }
        if (found == NULL) {
            found = plan_new(random_next(&random));
            g_ptr_array_add(plans, found);
        }
        plan_add(found, bench_case, &launch);
    }
    return plans;
}

static gint compare_order(gconstpointer left, gconstpointer right, gpointer data)
{
    GHashTable *order = data;
    const struct result *a = *(const struct result *const *)left;
    const struct result *b = *(const struct result *const *)right;
    gint at_a = GPOINTER_TO_INT(g_hash_table_lookup(order, a->bench_case->id));
    gint at_b = GPOINTER_TO_INT(g_hash_table_lookup(order, b->bench_case->id));
    return at_a - at_b;
}

// Results come plan by plan; the report shows them as declared.
static void sort_as_declared(GPtrArray *results, const GPtrArray *cases)
{
    g_autoptr(GHashTable) order = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < cases->len; i++)
        g_hash_table_insert(order, ((struct bench_case *)g_ptr_array_index(cases, i))->id,
                            GINT_TO_POINTER((gint)i + 1));
    g_ptr_array_sort_with_data(results, compare_order, order);
}

static int measure_and_report(struct conduct *conduct, const struct discovery *discovery)
{
    struct settings settings = conduct_settings(conduct, discovery);
    struct thresholds thresholds = thresholds_default();
    struct run *run = conduct->run;
    g_autoptr(GPtrArray) plans = make_plans(conduct, discovery->cases);
    int code = conduct_measure(conduct, plans, &settings, NULL, NULL);
    if (run->results->len == 0 && code != EXIT_GOOD)
        return code;
    sort_as_declared(run->results, discovery->cases);
    compare_alternatives(run, &thresholds);
    run_fit(run);
    int saved = conduct_save(conduct, code == EXIT_GOOD);
    int presented = present_run(run, &conduct->options);
    if (code != EXIT_GOOD)
        return code;
    if (saved != EXIT_GOOD || presented != EXIT_GOOD)
        return saved != EXIT_GOOD ? saved : presented;
    int judged = conduct_judge(run->results);
    return judged != EXIT_GOOD ? judged : claims_judge(run, &conduct->options);
}

int cmd_run(char **argv)
{
    struct conduct conduct;
    struct discovery discovery = {0};
    int code = conduct_begin(&conduct, &command, argv);
    if (code == EXIT_GOOD)
        code = discovery_find(&discovery, &conduct.options,
                              (const char *const *)conduct.options.suites);
    if (code == EXIT_GOOD)
        code = claims_require(discovery.cases, &conduct.options);
    if (code == EXIT_GOOD) {
        conduct_describe(&conduct, &discovery);
        code = conduct_prepare(&conduct, argv);
    }
    if (code == EXIT_GOOD)
        code = measure_and_report(&conduct, &discovery);
    discovery_clear(&discovery);
    conduct_clear(&conduct);
    return code;
}
