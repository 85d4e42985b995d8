// SPDX-License-Identifier: MIT
#include "framework/cli/against_saved.h"
#include "framework/cli/command.h"
#include "framework/cli/saved_runs.h"
#include "framework/cli/sides.h"
#include "framework/cli/witnesses.h"
#include "framework/compare/decision.h"
#include "framework/compare/early_stop.h"
#include "framework/result/summary.h"
#include "framework/stats/random.h"
#include "reports/terminal/comparison_table.h"

struct comparing {
    const struct recording *recording;
    const struct sides *sides;
    struct thresholds thresholds;
    struct fresh_copies *copies[SIDES];
};

static GPtrArray *make_plans(const struct comparing *comparing)
{
    const struct recording *recording = comparing->recording;
    const struct sides *sides = comparing->sides;
    GPtrArray *plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    struct random random = {recording->run->seed};
    for (guint i = 0; i < sides->common->len; i++) {
        const struct pair *pair = g_ptr_array_index(sides->common, i);
        struct plan *plan = plan_new(random_next(&random));
        for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
            struct launch launch = recording_launch(recording, pair->cases[side]);
            launch.same_layout = true; // so that addresses affect both sides alike
            launch.env = (const char *const *)recording->options.env[side];
            launch.args = (const char *const *)recording->options.args[side];
            struct arm *arm = plan_add(plan, pair->cases[side], &launch);
            arm->layouts = sides_layouts(sides, side, pair->cases[side]->suite);
            arm->result->side = side;
            arm->copies = comparing->copies[side];
        }
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
    return early_stop_is_decided(base, head, &thresholds, comparing->sides->common->len, plan->done,
                                 plan->restarts);
}

static void conclude(void *data, struct recording *recording)
{
    const struct comparing *comparing = data;
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        fresh_copies_report(comparing->copies[side], recording->run->warnings);
    compare_sides(recording->run, &comparing->thresholds, config_apply, &recording->config);
}

static void add_witnesses(void *data, struct recording *recording)
{
    const struct comparing *comparing = data;
    witnesses_add(recording, comparing->sides);
}

static struct settings make_settings(const struct recording *recording, const struct sides *sides,
                                     const GPtrArray *plans)
{
    struct settings settings = recording_settings(recording, &sides->found[SIDE_HEAD]);
    settings.plan_time_s = recording->options.time_s;
    settings.slice_s = 0.012;
    double alpha = recording->options.alpha;
    settings.least_restarts = decision_least_restarts(alpha, plans_comparisons(plans));
    settings.sure_restarts = decision_sure_restarts(alpha, plans_comparisons(plans));
    settings.sure_restarts = MAX(settings.sure_restarts, (unsigned)recording->options.layouts);
    settings.equal_iterations = true;
    settings.check = false; // base and head may differ on purpose
    if (settings.samples > 0 && settings.processes == 0)
        settings.processes = 20;
    return settings;
}

static int record(struct recording *recording, const struct sides *sides)
{
    const struct options *options = &recording->options;
    struct comparing comparing = {
        recording, sides, {options->alpha, options->margin, options->same_within}, {NULL, NULL}};
    struct random random = {recording->run->seed};
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        comparing.copies[side] = fresh_copies_new(random_next(&random));
    g_autoptr(GPtrArray) plans = make_plans(&comparing);
    struct recording_task task = {
        .plans = plans,
        .settings = make_settings(recording, sides, plans),
        .is_decided = is_decided,
        .conclude = conclude,
        .add_witnesses = add_witnesses,
        .judge = sides_judge,
        .data = &comparing,
    };
    recording->run->alpha = options->alpha;
    int code = recording_perform(recording, &task);
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        fresh_copies_free(comparing.copies[side]);
    return code;
}

static int compare_builds(struct recording *recording, char **argv)
{
    struct sides sides = {0};
    int code = sides_find(&sides, recording);
    if (code == EXIT_GOOD) {
        recording_describe(recording, &sides.found[SIDE_HEAD]);
        code = recording_prepare(recording, argv);
    }
    if (code == EXIT_GOOD)
        code = record(recording, &sides);
    sides_clear(&sides);
    return code;
}

static int check_columns(const struct options *options)
{
    g_autoptr(GError) error = NULL;
    return comparison_columns_check(options->columns, &error)
               ? EXIT_GOOD
               : complain(EXIT_USAGE, "%s", error->message);
}

// The run of the first word cannot be measured again.
static int compare_saved_run(struct recording *recording, const char *path, char **argv)
{
    const struct options *options = &recording->options;
    const char *second = options->suites[1];
    bool is_alone = second == NULL || options->suites[2] != NULL;
    g_autofree char *other = is_alone ? NULL : saved_run_find(&recording->config, second);
    if (options->is_aa || options->env[SIDE_BASE] || options->env[SIDE_HEAD] ||
        options->args[SIDE_BASE] || options->args[SIDE_HEAD])
        return complain(EXIT_USAGE,
                        "'%s' is a saved run: --aa, --env-* and --args-* need two programs that "
                        "can be started",
                        options->suites[0]);
    return other != NULL ? saved_runs_compare(recording, (const char *const[]){path, other})
                         : against_saved_compare(recording, path, argv);
}

static int compare(struct recording *recording, char **argv)
{
    const struct options *options = &recording->options;
    const struct config *config = &recording->config;
    bool are_built = options->git != NULL || options->build[SIDE_BASE] || options->build[SIDE_HEAD];
    const char *first = options->suites != NULL && !are_built ? options->suites[0] : NULL;
    g_autofree char *saved = first != NULL ? saved_run_find(config, first) : NULL;
    if (saved != NULL)
        return compare_saved_run(recording, saved, argv);
    // With a launcher the programs may be on another machine.
    if (first != NULL && options->launcher == NULL && !g_file_test(first, G_FILE_TEST_EXISTS))
        return saved_run_miss(config, first);
    return compare_builds(recording, argv);
}

int cmd_compare(char **argv)
{
    struct recording recording;
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = check_columns(&recording.options);
    if (code == EXIT_GOOD)
        code = compare(&recording, argv);
    recording_clear(&recording);
    return code;
}
