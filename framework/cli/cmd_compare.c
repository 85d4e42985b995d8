// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/present.h"
#include "framework/cli/sides.h"
#include "framework/compare/compare.h"
#include "framework/compare/witness.h"
#include "framework/result/file/run_file.h"
#include "framework/result/summary.h"
#include "framework/stats/looks.h"
#include "framework/stats/random.h"

static const struct conduct_command command = {
    .groups = OPTIONS_SELECT | OPTIONS_START | OPTIONS_MEASURE | OPTIONS_COMPARE | OPTIONS_SAVE |
              OPTIONS_OUTPUT,
    .usage = "BASE HEAD",
    .summary = "Judges whether HEAD is slower than BASE, case by case: two programs or folders of "
               "them,\nmeasured in turn in short random rounds; or two result files of earlier "
               "runs, unpaired.",
};

static GPtrArray *make_plans(const struct conduct *conduct, const struct sides *sides)
{
    GPtrArray *plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    struct random random = {conduct->run->seed};
    for (guint i = 0; i < sides->common->len; i++) {
        const struct pair *pair = g_ptr_array_index(sides->common, i);
        struct plan *plan = plan_new(random_next(&random));
        for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
            struct launch launch = conduct_launch(conduct, pair->cases[side]);
            launch.same_layout = true; // luck with addresses then falls to both sides alike
            launch.env = (const char *const *)conduct->options.env[side];
            launch.args = (const char *const *)conduct->options.args[side];
            struct arm *arm = plan_add(plan, pair->cases[side], &launch);
            arm->layouts = sides_layouts(sides, side, pair->cases[side]->suite);
            arm->result->side = side;
        }
        g_ptr_array_add(plans, plan);
    }
    return plans;
}

struct deciding {
    const struct config *config;
    struct thresholds thresholds;
    size_t n_comparisons;
};

// Asked after each restart; there is something to look at only where the plan has a look.
static bool is_decided(void *data, const struct plan *plan)
{
    const struct deciding *deciding = data;
    struct looks looks = looks_plan(plan->restarts);
    if (looks_share_at(&looks, plan->done, 0) <= 0)
        return false;
    struct result *base = ((struct arm *)g_ptr_array_index(plan->arms, SIDE_BASE))->result;
    struct result *head = ((struct arm *)g_ptr_array_index(plan->arms, SIDE_HEAD))->result;
    summary_compute(base);
    summary_compute(head);
    struct thresholds thresholds = deciding->thresholds;
    config_apply(deciding->config, head->bench_case->id, &thresholds);
    struct comparison *comparison = compare_pair(base, head, &thresholds);
    if (comparison == NULL)
        return false;
    bool is_settled = compare_is_settled(comparison, &thresholds, deciding->n_comparisons,
                                         plan->done, plan->restarts);
    comparison_free(comparison);
    return is_settled;
}

static int judge(const struct conduct *conduct)
{
    const struct run *run = conduct->run;
    unsigned fail_on = conduct->options.fail_on;
    int code = MAX(conduct_judge(run->base), conduct_judge(run->results));
    bool fails = (fail_on & FAIL_ON_MISSING) != 0 && run->only_base->len > 0;
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        fails = fails ||
                (comparison->verdict == VERDICT_SLOWER && (fail_on & FAIL_ON_REGRESSION)) ||
                (comparison->verdict == VERDICT_UNCLEAR && (fail_on & FAIL_ON_UNCLEAR));
    }
    return fails ? EXIT_CHECK_FAILED : code;
}

static void config_of_case(const void *config, const char *id, struct thresholds *thresholds)
{
    config_apply(config, id, thresholds);
}

// The code of each program, read when the first difference in it is confirmed.
static const struct code_map *read_code(GHashTable *maps, const char *program)
{
    if (!g_hash_table_contains(maps, program))
        g_hash_table_insert(maps, g_strdup(program), code_map_read(program, NULL));
    return g_hash_table_lookup(maps, program);
}

static const struct pair *find_pair(const struct sides *sides, const char *id)
{
    for (guint i = 0; i < sides->common->len; i++) {
        const struct pair *pair = g_ptr_array_index(sides->common, i);
        if (strcmp(pair->cases[SIDE_HEAD]->id, id) == 0)
            return pair;
    }
    return NULL;
}

// What machine code and instructions testify beside a difference.
static void add_witnesses(const struct conduct *conduct, const struct sides *sides)
{
    const struct run *run = conduct->run;
    g_autoptr(GHashTable) maps =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)code_map_free);
    for (guint i = 0; i < run->comparisons->len && !interruption_is_requested(); i++) {
        struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        const struct pair *pair = find_pair(sides, comparison->id);
        bool is_called =
            comparison->verdict == VERDICT_SLOWER || comparison->verdict == VERDICT_FASTER;
        if (pair == NULL || comparison->note != NULL ||
            (!is_called && conduct->options.passes == NULL))
            continue;
        const struct result *base = results_find(run->base, comparison->id);
        const struct result *head = results_find(run->results, comparison->id);
        enum code_sameness sameness =
            is_called ? code_compare(read_code(maps, pair->cases[SIDE_BASE]->suite),
                                     read_code(maps, pair->cases[SIDE_HEAD]->suite),
                                     pair->cases[SIDE_HEAD], NULL)
                      : CODE_UNKNOWN;
        comparison->note =
            witness_words(comparison->verdict, sameness, result_metric(base, "instructions"),
                          result_metric(head, "instructions"));
    }
}

static int measure_and_report(struct conduct *conduct, const struct sides *sides)
{
    g_assert(sides->common != NULL);
    struct settings settings = conduct_settings(conduct, &sides->found[SIDE_HEAD]);
    struct deciding deciding = {
        &conduct->config,
        {conduct->options.alpha, conduct->options.margin, conduct->options.same_within},
        sides->common->len};
    struct run *run = conduct->run;
    settings.plan_time_s = conduct->options.time_s;
    settings.slice_s = 0.025;
    settings.equal_iterations = true;
    settings.check = false; // base and head may differ on purpose
    if (settings.samples > 0 && settings.processes == 0)
        settings.processes = 20;
    run->alpha = conduct->options.alpha;
    g_autoptr(GPtrArray) plans = make_plans(conduct, sides);
    int code = conduct_measure(conduct, plans, &settings, is_decided, &deciding);
    if (run->results->len == 0 && code != EXIT_GOOD)
        return code;
    compare_sides(run, &deciding.thresholds, config_of_case, &conduct->config);
    add_witnesses(conduct, sides);
    int saved = conduct_save(conduct, code == EXIT_GOOD);
    int presented = present_run(run, &conduct->options);
    if (code != EXIT_GOOD)
        return code;
    if (saved != EXIT_GOOD || presented != EXIT_GOOD)
        return saved != EXIT_GOOD ? saved : presented;
    return judge(conduct);
}

static struct run *read_run(const char *path, int *code)
{
    GError *error = NULL;
    struct run *run = run_read(path, &error);
    if (run != NULL && run_has_sides(run)) {
        *code = complain(EXIT_USAGE,
                         "'%s' holds a comparison, not a run: name files of 'benchrun run'", path);
        g_clear_pointer(&run, run_free);
    } else if (run == NULL) {
        *code = complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
    }
    return run;
}

static const char *machine_id(const struct run *run)
{
    return run->machine != NULL ? run->machine->id : NULL;
}

// Two saved runs: nothing is measured, and no pairing is possible.
static int compare_files(struct conduct *conduct)
{
    int code = EXIT_GOOD;
    const struct options *options = &conduct->options;
    char *const *paths = options->suites;
    g_autoptr(Run) base = read_run(paths[SIDE_BASE], &code);
    struct run *head = base ? read_run(paths[SIDE_HEAD], &code) : NULL;
    if (head == NULL)
        return code;
    run_free(conduct->run);
    conduct->run = head;
    bool is_known = machine_id(base) != NULL && machine_id(head) != NULL;
    if (is_known && strcmp(machine_id(base), machine_id(head)) != 0 && !options->allows_machines)
        return complain(EXIT_USAGE,
                        "'%s' and '%s' come from different machines, so their times "
                        "say little of the code: measure both on one machine, or take "
                        "--allow-machines",
                        paths[SIDE_BASE], paths[SIDE_HEAD]);
    struct thresholds thresholds = {options->alpha, options->margin, options->same_within};
    head->base_name = g_strdup(paths[SIDE_BASE]);
    head->head_name = g_strdup(paths[SIDE_HEAD]);
    head->alpha = options->alpha;
    g_ptr_array_add(
        head->warnings,
        g_strdup("unpaired: the two runs were measured apart, so what drifted between "
                 "them counts as difference; 'benchrun compare' of two builds, measured "
                 "in turn, sees much smaller changes"));
    if (!is_known && !options->allows_machines)
        g_ptr_array_add(head->warnings,
                        g_strdup("a file does not tell its machine: were both runs measured on "
                                 "one? --allow-machines silences this"));
    compare_saved(head, base, &thresholds);
    if (head->comparisons->len == 0)
        return complain(EXIT_NOTHING, "the two runs have no measured case in common");
    code = present_run(head, options);
    return code != EXIT_GOOD ? code : judge(conduct);
}

static bool are_files(char *const *words)
{
    return words != NULL && g_strv_length((char **)words) == 2 &&
           g_str_has_suffix(words[SIDE_BASE], ".json") &&
           g_str_has_suffix(words[SIDE_HEAD], ".json");
}

static int compare_programs(struct conduct *conduct, char **argv)
{
    struct sides sides = {0};
    int code = sides_find(&sides, conduct);
    if (code == EXIT_GOOD) {
        conduct_describe(conduct, &sides.found[SIDE_HEAD]);
        code = conduct_prepare(conduct, argv);
    }
    if (code == EXIT_GOOD)
        code = measure_and_report(conduct, &sides);
    sides_clear(&sides);
    return code;
}

int cmd_compare(char **argv)
{
    struct conduct conduct;
    int code = conduct_begin(&conduct, &command, argv);
    if (code == EXIT_GOOD)
        code = are_files(conduct.options.suites) ? compare_files(&conduct)
                                                 : compare_programs(&conduct, argv);
    conduct_clear(&conduct);
    return code;
}
