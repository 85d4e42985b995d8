// SPDX-License-Identifier: MIT
#include "framework/cli/comparing.h"

#include <math.h>

#include "framework/base/hash.h"
#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/explain.h"
#include "framework/cli/margins.h"
#include "framework/cli/performing.h"
#include "framework/cli/sharding.h"
#include "framework/cli/witnesses.h"
#include "framework/compare/decision.h"
#include "framework/compare/early_stop.h"
#include "framework/result/scaling.h"
#include "framework/result/summary.h"
#include "framework/stats/random.h"

struct comparing {
    struct recording *recording;
    struct sides *sides;
    struct same_code same_code;
    guint n_comparisons; // planned
    struct thresholds thresholds;
    struct fresh_copies *copies[SIDES];
    double apart_from;     // ends early when the ratio differs from it; NAN: when it is decided
    GHashTable *suspects;  // char *, their ids: the only ones that are measured; NULL: all are
    char *layouts_warning; // one of the run's
};

static GPtrArray *make_plans(void *data)
{
    const struct comparing *comparing = data;
    const struct recording *recording = comparing->recording;
    const struct sides *sides = comparing->sides;
    GPtrArray *plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    struct random random = {recording->run->seed};
    for (guint i = 0; i < sides->common->len; i++) {
        const struct pair *pair = g_ptr_array_index(sides->common, i);
        const char *id = pair->cases[SIDE_HEAD]->id;
        if (comparing->suspects != NULL && !g_hash_table_contains(comparing->suspects, id))
            continue;
        struct plan *plan =
            sides_plan(sides, recording, pair, comparing->copies, random_next(&random));
        g_ptr_array_add(plans, plan);
    }
    return plans;
}

// Asked after each restart.
static bool is_decided(void *data, const struct plan *plan)
{
    const struct comparing *comparing = data;
    struct result *base = ((struct arm *)g_ptr_array_index(plan->arms, SIDE_BASE))->result;
    struct result *head = ((struct arm *)g_ptr_array_index(plan->arms, SIDE_HEAD))->result;
    struct thresholds thresholds = comparing->thresholds;
    if (!early_stop_has_look(plan->done, plan->restarts))
        return false;
    summary_compute(base);
    summary_compute(head);
    config_apply(&comparing->recording->config, head->bench_case->id, &thresholds);
    return isnan(comparing->apart_from)
               ? early_stop_is_decided(base, head, &thresholds, comparing->n_comparisons,
                                       plan->done, plan->restarts)
               : early_stop_is_apart(base, head, &thresholds, comparing->apart_from, plan->done,
                                     plan->restarts);
}

static void decide(const struct comparing *comparing)
{
    compare_sides(comparing->recording->run, &comparing->thresholds, config_apply,
                  &comparing->recording->config);
}

static void conclude(void *data, struct recording *recording)
{
    const struct comparing *comparing = data;
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        fresh_copies_report(comparing->copies[side], recording->run->warnings);
    // Changed cases were measured first.
    discovery_sort(&comparing->sides->found[SIDE_HEAD], recording->run->results);
    discovery_sort(&comparing->sides->found[SIDE_HEAD], recording->run->base);
    const GPtrArray *cases = comparing->sides->found[SIDE_HEAD].cases;
    sharding_number(recording, cases, recording->run->results);
    sharding_number(recording, cases, recording->run->base);
    run_changed(recording->run);
    scaling_compute(recording->run->results);
    scaling_compute(recording->run->base);
    decide(comparing);
}

static bool add_witnesses(void *data, struct recording *recording)
{
    const struct comparing *comparing = data;
    bool has_witnesses = witnesses_add(recording, comparing->sides, &comparing->same_code);
    return explain_add(recording, comparing->sides) || has_witnesses;
}

static bool is_suspect(const struct run *run, const struct comparison *comparison,
                       const GHashTable *before)
{
    return before == NULL ? verdict_is_change(compare_find_call(run, comparison))
                          : comparison->verdict == VERDICT_UNCLEAR &&
                                g_hash_table_contains((GHashTable *)before, comparison->id);
}

// Those that would be reported as slower or faster; what machine code says is looked up before. Of
// those of `before`, which were measured in layouts, the ones that stayed unclear.
static GHashTable *find_suspects(const struct comparing *comparing, const GHashTable *before)
{
    struct run *run = comparing->recording->run;
    GHashTable *suspects = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    decide(comparing);
    // Their counts would go with what was measured.
    enum witnessing witnessing = comparing->recording->options.witnessing;
    comparing->recording->options.witnessing = WITNESS_NEVER;
    witnesses_add(comparing->recording, comparing->sides, &comparing->same_code);
    comparing->recording->options.witnessing = witnessing;
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        if (is_suspect(run, comparison, before))
            g_hash_table_add(suspects, g_strdup(comparison->id));
    }
    g_ptr_array_set_size(run->comparisons, 0); // they are decided by what they show in the end
    run_changed(run);
    return suspects;
}

static struct settings make_settings(const struct comparing *comparing, unsigned layouts)
{
    return recording_paired_settings(comparing->recording, &comparing->sides->found[SIDE_HEAD],
                                     comparing->n_comparisons, layouts);
}

static int measure_in_layouts(struct comparing *comparing, unsigned layouts)
{
    int code = sides_build_layouts(comparing->sides, comparing->recording, layouts);
    if (code != EXIT_GOOD)
        return code;
    // Each is measured twice, so that they are not hidden by what differs between processes.
    struct recording_task task = {
        .settings = make_settings(comparing, 2 * layouts),
        .is_decided = is_decided,
        .data = comparing,
    };
    task.settings.plan_time_s *= 2;
    return recording_measure_again(comparing->recording, &task, make_plans);
}

// How many layouts decided, in place of what was said before.
static void report_layouts(struct comparing *comparing, guint n_suspects, unsigned layouts)
{
    GPtrArray *warnings = comparing->recording->run->warnings;
    g_ptr_array_remove_fast(warnings, comparing->layouts_warning);
    comparing->layouts_warning = g_strdup_printf(
        "%u case%s differed in one layout, so %u layouts of both sides decide (--layouts auto)",
        n_suspects, n_suspects == 1 ? "" : "s", layouts);
    g_ptr_array_add(warnings, comparing->layouts_warning);
}

// In as many layouts as can decide one of all the comparisons; in twice as many, three times, where
// they differ so much that this shows nothing, unless building them takes too long.
static int measure_suspects(void *data, struct recording *recording)
{
    enum { LEAST = 16, DOUBLINGS = 3, MOST_MINUTES = 10 };
    struct comparing *comparing = data;
    double share = recording->options.alpha / DECISION_LAYOUT_SHARES;
    unsigned layouts = MAX(decision_sure_restarts(share, comparing->n_comparisons), LEAST);
    unsigned most = layouts << DOUBLINGS;
    int code = EXIT_GOOD;
    if (!recording->options.layouts_for_suspects || !sides_are_built(comparing->sides))
        return EXIT_GOOD;
    comparing->suspects = find_suspects(comparing, NULL);
    guint n_suspects = g_hash_table_size(comparing->suspects);
    gint64 started_us = g_get_monotonic_time();
    for (; code == EXIT_GOOD && g_hash_table_size(comparing->suspects) > 0 && layouts <= most;
         layouts *= 2) {
        // Twice as many take as long again.
        gint64 minutes = 2 * (g_get_monotonic_time() - started_us) / G_USEC_PER_SEC / 60;
        if (minutes > MOST_MINUTES) {
            g_ptr_array_add(recording->run->warnings,
                            g_strdup_printf("%u layouts of both sides take more than %d minutes "
                                            "in all; to wait for them: --layouts %u",
                                            layouts, MOST_MINUTES, layouts));
            break;
        }
        report_layouts(comparing, n_suspects, layouts);
        code = measure_in_layouts(comparing, layouts);
        GHashTable *before = comparing->suspects;
        comparing->suspects = find_suspects(comparing, before);
        g_hash_table_unref(before);
    }
    return code;
}

static void begin(struct comparing *comparing)
{
    const struct options *options = &comparing->recording->options;
    struct random random = {comparing->recording->run->seed};
    comparing->thresholds = margins_of_options(options);
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        comparing->copies[side] = fresh_copies_new(random_next(&random));
    same_code_init(&comparing->same_code, options, comparing->sides);
}

static void end(struct comparing *comparing)
{
    g_clear_pointer(&comparing->suspects, g_hash_table_unref);
    same_code_clear(&comparing->same_code);
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        fresh_copies_free(comparing->copies[side]);
}

// Puts changed cases first, and leaves those of this part. All that are measured, in any part, are
// decided together.
static int select_plans(struct comparing *comparing, GPtrArray *plans)
{
    struct recording *recording = comparing->recording;
    const struct options *options = &recording->options;
    g_autoptr(GError) error = NULL;
    comparing->n_comparisons = plans->len;
    struct settings settings = make_settings(comparing, 0);
    int code = sharding_cut(recording, plans, &settings, plans->len);
    if (code != EXIT_GOOD)
        return code;
    // One case is the first without a look at its code.
    bool is_sorted = options->only_changed || (plans->len > 1 && !options->is_aa);
    if (is_sorted &&
        !same_code_sort(&comparing->same_code, recording, comparing->sides, plans, &error))
        return complain(EXIT_UNMEASURED, "%s", error->message);
    comparing->n_comparisons = plans->len;
    if (recording->own != NULL)
        recording->run->part.comparisons = plans->len;
    sharding_keep(recording, plans);
    return EXIT_GOOD;
}

int comparing_record(struct recording *recording, struct sides *sides)
{
    const struct options *options = &recording->options;
    struct comparing comparing = {.recording = recording, .sides = sides, .apart_from = NAN};
    begin(&comparing);
    g_autoptr(GPtrArray) plans = make_plans(&comparing);
    int code = select_plans(&comparing, plans);
    if (code != EXIT_GOOD) {
        end(&comparing);
        return code;
    }
    struct recording_task task = {
        .plans = plans,
        .settings = make_settings(&comparing, (unsigned)options->layouts),
        .is_decided = is_decided,
        .measure_again = measure_suspects,
        .conclude = conclude,
        .add_witnesses = add_witnesses,
        .judge = sides_judge,
        .data = &comparing,
    };
    sides_take_options(recording->run, options);
    code = recording_perform(recording, &task);
    end(&comparing);
    return code;
}

int comparing_measure(struct recording *recording, struct sides *sides, double apart_from)
{
    struct comparing comparing = {recording, sides, .apart_from = apart_from};
    begin(&comparing);
    g_autoptr(GPtrArray) plans = make_plans(&comparing);
    comparing.n_comparisons = plans->len;
    struct recording_task task = {
        .plans = plans,
        .settings = make_settings(&comparing, (unsigned)recording->options.layouts),
        .is_decided = is_decided,
        .data = &comparing,
    };
    int code = recording_measure(recording, &task, false);
    if (code == EXIT_GOOD)
        code = measure_suspects(&comparing, recording);
    if (code == EXIT_GOOD) {
        conclude(&comparing, recording);
        add_witnesses(&comparing, recording);
        code = interruption_is_requested() ? EXIT_INTERRUPTED : EXIT_GOOD;
    }
    end(&comparing);
    return code;
}

int comparing_record_found(struct recording *recording, struct sides *sides, char **argv)
{
    recording_describe(recording, &sides->found[SIDE_HEAD]);
    g_free(recording->run->base_compiler);
    recording->run->base_compiler =
        discovery_compiler(&sides->found[SIDE_BASE], &recording->options);
    int code = recording_prepare(recording, argv);
    return code == EXIT_GOOD ? comparing_record(recording, sides) : code;
}
