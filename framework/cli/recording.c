// SPDX-License-Identifier: MIT
#include "framework/cli/recording.h"

#include "framework/base/array.h"
#include "framework/base/escape.h"
#include "framework/base/interruption.h"
#include "framework/build/revision.h"
#include "framework/cli/command.h"
#include "framework/cli/configured_words.h"
#include "framework/cli/history_records.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/referring.h"
#include "framework/compare/decision.h"
#include "framework/live/presence.h"
#include "framework/machine/advice.h"
#include "framework/machine/detect.h"
#include "framework/runner/cancel.h"
#include "framework/runner/cpu_lock.h"

static int report_error(int code, GError *error)
{
    complain(code, "%s", error->message);
    g_error_free(error);
    return code;
}

// What the project always passes comes first, so that the user's words win over it.
static bool parse(struct recording *recording, char **argv)
{
    g_autoptr(GPtrArray) words = configured_words(&recording->config, argv);
    recording->command = command_find(argv[0])->bit;
    return options_parse(&recording->options, (char *const *)words->pdata) &&
           history_records_check(&recording->options, argv);
}

// Continues an interrupted run: the words that started it are parsed again.
static int resume(struct recording *recording, const char *name)
{
    g_auto(GStrv) words = NULL;
    int code = journaling_resume(&recording->journaling, &recording->options, name, recording->run,
                                 &words);
    if (code != EXIT_GOOD)
        return code;
    g_ptr_array_set_size(recording->run->warnings, 0); // they are found again
    bool is_dry = recording->options.is_dry;
    options_clear(&recording->options);
    code = parse(recording, words) ? EXIT_GOOD : EXIT_USAGE;
    recording->options.is_dry = is_dry;
    return code;
}

// What works for a while is seen by `benchrun ps`.
static void show_itself(const char *name, const char *words)
{
    g_autofree char *command = g_strconcat("benchrun ", words, NULL);
    if ((command_find(name)->bit & COMMANDS_WORK) != 0)
        presence_begin(command);
}

static int begin(struct recording *recording, char **argv)
{
    *recording = (struct recording){.run = run_new()};
    GError *error = NULL;
    interruption_catch_signals();
    if (!config_find(".", &recording->config, &error))
        return report_error(EXIT_USAGE, error);
    if (!parse(recording, argv))
        return EXIT_USAGE;
    g_autofree char *words = escape_shell((const char *const *)argv);
    show_itself(argv[0], words);
    if (recording->options.resume)
        return resume(recording, argv[0]);
    recording->run->seed = recording->options.seed;
    recording->run->command = g_strconcat("benchrun ", words, NULL);
    return EXIT_GOOD;
}

int recording_begin_unrecorded(struct recording *recording, char **argv)
{
    int code = begin(recording, argv);
    recording->options.history.records = false;
    return code;
}

int recording_begin(struct recording *recording, char **argv)
{
    int code = begin(recording, argv);
    return code == EXIT_GOOD ? history_records_prepare(&recording->options, &recording->config)
                             : code;
}

static gpointer copy_text(gconstpointer text, gpointer data)
{
    (void)data;
    return g_strdup(text);
}

void recording_describe(struct recording *recording, const struct discovery *discovery)
{
    struct run *run = recording->run;
    const struct suite_facts *facts = &discovery->facts;
    g_free(run->version);
    run->version = g_strdup(BENCHRUN_VERSION);
    g_free(run->clock.name);
    run->clock.name = g_strdup(facts->clock_name);
    run->clock.resolution_ns = facts->clock_resolution_ns;
    run->clock.cost_ns = facts->clock_cost_ns;
    g_free(run->suite_compiler);
    run->suite_compiler = discovery_compiler(discovery, &recording->options);
    run->machine = machine_detect();
    g_ptr_array_extend(run->warnings, discovery->warnings, copy_text, NULL);
    g_autoptr(GPtrArray) advice = advice_list(run->machine);
    for (guint i = 0; i < advice->len; i++) {
        const struct symptom *one = g_ptr_array_index(advice, i);
        if (!one->is_standing)
            g_ptr_array_add(run->warnings, g_strdup_printf("%s: %s", one->finding, one->fix));
    }
    if (run->revision.git == NULL) // of a commit that was built, it is known
        revision_detect(".", &run->revision);
}

int recording_take_cpu(struct recording *recording)
{
    GError *error = NULL;
    if (pinning_take(&recording->pinning, &recording->options, &error)) {
        recording->run->cpu = recording->pinning.cpu;
        presence_set_cpu(recording->pinning.cpu);
        return EXIT_GOOD;
    }
    bool is_held = g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_HELD);
    return report_error(interruption_is_requested() ? EXIT_INTERRUPTED
                        : is_held                   ? EXIT_UNMEASURED
                                                    : EXIT_USAGE,
                        error);
}

int recording_prepare(struct recording *recording, char **argv)
{
    int code = asked_passes_prepare(&recording->passes, &recording->options, &recording->config);
    if (code == EXIT_GOOD)
        code = recording_take_cpu(recording);
    if (code != EXIT_GOOD)
        return code;
    g_ptr_array_extend(recording->run->warnings, recording->pinning.notes, copy_text, NULL);
    return recording->journaling.journal != NULL
               ? EXIT_GOOD
               : journaling_begin(&recording->journaling, &recording->options, recording->run,
                                  (const char *const *)argv);
}

struct launch recording_launch(const struct recording *recording,
                               const struct bench_case *bench_case)
{
    struct launch launch = discovery_launch(&recording->options, bench_case->suite);
    pinning_apply(&recording->pinning, bench_case, &launch);
    return launch;
}

// Of each of them, all the samples of a restart are runs; a few of them share a worker, which costs
// some milliseconds.
static void settings_take_commands(struct settings *settings, const struct options *options)
{
    enum { FEWEST = 3, MOST_RESTARTS = 500 };
    settings->are_commands = true;
    settings->check = false;
    settings->warmups = (unsigned)options->exec.warmup;
    settings->fewest_restarts = FEWEST;
    settings->slice_s = 0.03;
    settings->processes = (unsigned)MIN(options->samples, MOST_RESTARTS);
}

struct settings recording_settings(const struct recording *recording,
                                   const struct discovery *discovery)
{
    const struct options *options = &recording->options;
    const struct bench_case *first = g_ptr_array_index(discovery->cases, 0);
    struct settings settings = {
        .time_s = options->time_s,
        .samples = options->samples,
        .processes = (unsigned)options->processes,
        .precision = options->precision,
        .sample_ns = options->sample_us * 1000,
        .check = !options->no_check,
        .stack_shift_bytes = 4096,
    };
    if (first->command != NULL)
        settings_take_commands(&settings, options);
    return settings;
}

struct settings recording_paired_settings(const struct recording *recording,
                                          const struct discovery *discovery, guint n_comparisons,
                                          unsigned least_restarts)
{
    struct settings settings = recording_settings(recording, discovery);
    double alpha = recording->options.alpha;
    settings.plan_time_s = settings.are_commands ? 0 : recording->options.time_s;
    settings.slice_s = fmax(settings.slice_s, 0.012);
    settings.least_restarts = decision_least_restarts(alpha, n_comparisons);
    settings.sure_restarts = MAX(decision_sure_restarts(alpha, n_comparisons), least_restarts);
    settings.equal_iterations = true;
    settings.check = false; // base and head may differ on purpose
    if (settings.samples > 0 && settings.processes == 0)
        settings.processes = 20;
    return settings;
}

static const struct result *find_measured(const struct run *run, const struct result *result)
{
    const char *id = result->bench_case->id;
    return result->side == SIDE_BASE ? run_find_base(run, id) : run_find_result(run, id);
}

static bool is_done(const struct run *run, const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (find_measured(run, arm->result) == NULL)
            return false;
    }
    return true;
}

struct watching {
    struct recording *recording;
    const struct recording_task *task;
};

static void show_progress(void *data, const struct plan *plan, double share)
{
    const struct watching *watching = data;
    const struct arm *first = g_ptr_array_index(plan->arms, 0);
    progress_show(&watching->recording->progress, first->result->bench_case->id, share);
}

static bool ask_decided(void *data, const struct plan *plan)
{
    const struct recording_task *task = ((const struct watching *)data)->task;
    return task->is_decided != NULL && task->is_decided(task->data, plan);
}

bool recording_take(struct recording *recording, struct result *result, GError **error)
{
    run_mark(recording->run, result);
    if (find_measured(recording->run, result) != NULL)
        run_replace(recording->run, result);
    else
        run_add(recording->run, result);
    return recording->journaling.journal == NULL ||
           journaling_keep(&recording->journaling, result, error);
}

// A result enters the run when its plan is finished. The journal has none that replaces another: a
// run that is resumed measures these again.
static bool take_results(struct recording *recording, struct plan *plan, bool is_again,
                         GError **error)
{
    bool is_good = true;
    for (guint i = 0; i < plan->arms->len && is_good; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        struct result *result = g_steal_pointer(&arm->result);
        if (is_again && find_measured(recording->run, result) != NULL)
            run_replace(recording->run, result);
        else
            is_good = recording_take(recording, result, error);
    }
    return is_good;
}

// Of a plan that was interrupted, where nothing can continue it: what all arms have so far.
static bool has_part(const struct recording *recording, const struct plan *plan, const GError *why)
{
    bool has_part = recording->options.keeps_nothing && interruption_caused(why);
    for (guint i = 0; i < plan->arms->len && has_part; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        has_part = arm->result->status != STATUS_OK || arm->result->processes->len > 0;
    }
    return has_part;
}

static bool measure_plan(const struct watching *watching, struct plan *plan, bool is_again,
                         GError **error)
{
    struct recording *recording = watching->recording;
    const struct settings *settings = &watching->task->settings;
    const struct plan_guard *guard = &recording->guard;
    struct observer observer = {(void *)watching, show_progress, ask_decided};
    GError *why = NULL;
    if (!pinning_renew(&recording->pinning, plan, recording->run->warnings, error))
        return false;
    plan_begin(plan);
    // A resumed run takes whole plans only.
    bool is_whole = (guard->before == NULL || guard->before(guard->data, plan, &why)) &&
                    plan_measure(plan, settings, recording->pinning.steal, &observer, &why);
    if (guard->after != NULL)
        guard->after(guard->data, plan, why == NULL ? &why : NULL);
    if (is_whole)
        asked_passes_take(&recording->passes, plan, settings, recording->run->warnings);
    plan_end(plan);
    if (is_whole || has_part(recording, plan, why))
        take_results(recording, plan, is_again, why == NULL ? &why : NULL);
    if (why != NULL)
        g_propagate_error(error, why);
    return why == NULL;
}

static bool is_to_do(const void *plan, const void *run)
{
    return !is_done(run, plan);
}

static double sum_budgets(const GPtrArray *plans, const struct settings *settings)
{
    double total_s = 0;
    for (guint i = 0; i < plans->len; i++)
        total_s += plan_budget_s(g_ptr_array_index(plans, i), settings);
    return total_s;
}

int recording_measure(struct recording *recording, const struct recording_task *task, bool is_again)
{
    GError *error = NULL;
    GPtrArray *plans = task->plans;
    struct watching watching = {recording, task};
    gint64 started_us = g_get_monotonic_time();
    if (!is_again)
        pointers_keep(plans, is_to_do, recording->run);
    plans_show(plans);
    progress_begin(&recording->progress, plans->len, sum_budgets(plans, &task->settings),
                   recording->options.is_quiet);
    struct referring referring = {.run = recording->run};
    if (plans->len > 0)
        referring_begin(&referring, &recording->options, &recording->pinning, recording->run);
    for (guint i = 0; i < plans->len && error == NULL; i++) {
        struct plan *plan = g_ptr_array_index(plans, i);
        gint64 plan_us = g_get_monotonic_time();
        progress_next(&recording->progress, plan_budget_s(plan, &task->settings));
        measure_plan(&watching, plan, is_again, &error);
        referring_continue(&referring, (double)(g_get_monotonic_time() - plan_us) / 1e6);
    }
    referring_end(&referring);
    progress_end(&recording->progress);
    pinning_release(&recording->pinning);
    recording->run->duration_s += (double)(g_get_monotonic_time() - started_us) / 1e6;
    if (error == NULL)
        return EXIT_GOOD;
    if (!interruption_caused(error))
        return report_error(EXIT_UNMEASURED, error);
    g_error_free(error);
    return EXIT_INTERRUPTED;
}

int recording_measure_again(struct recording *recording, struct recording_task *task,
                            GPtrArray *(*make_plans)(void *data))
{
    int code = recording_take_cpu(recording);
    if (code != EXIT_GOOD)
        return code;
    task->plans = make_plans(task->data);
    code = recording_measure(recording, task, true);
    g_clear_pointer(&task->plans, g_ptr_array_unref);
    return code;
}

int recording_judge(const GPtrArray *results)
{
    int code = EXIT_GOOD;
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (result->status == STATUS_CRASHED || result->status == STATUS_TIMEOUT)
            return EXIT_UNMEASURED;
        if (result->status == STATUS_FAILED)
            code = EXIT_CHECK_FAILED;
    }
    return code;
}

void recording_clear(struct recording *recording)
{
    asked_passes_clear(&recording->passes);
    pinning_release(&recording->pinning);
    journaling_clear(&recording->journaling);
    options_clear(&recording->options);
    config_clear(&recording->config);
    g_clear_pointer(&recording->own, g_hash_table_unref);
    run_free(recording->run);
}
