// SPDX-License-Identifier: MIT
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "framework/cli/command.h"
#include "framework/cli/discovery.h"
#include "framework/cli/pinning.h"
#include "framework/cli/present.h"
#include "framework/cli/progress.h"
#include "framework/compare/compare.h"
#include "framework/compare/revision.h"
#include "framework/machine/advice.h"
#include "framework/result/run_file.h"
#include "framework/runner/journal.h"
#include "framework/runner/measure.h"
#include "framework/stats/random.h"

static const unsigned groups =
    OPTIONS_SELECT | OPTIONS_START | OPTIONS_MEASURE | OPTIONS_SAVE | OPTIONS_OUTPUT;

// All that a run needs while it goes on.
struct running {
    struct options options;
    struct discovery discovery;
    struct pinning pinning;
    struct progress progress;
    struct run *run;
    struct journal *journal;
    char *result_path;
    char *journal_path;
    struct steal_meter *steal;
};

static void on_signal(int number)
{
    (void)number;
    worker_interrupt();
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

static bool parse(struct options *options, char **argv)
{
    return options_parse(options, groups, "SUITE...",
                         "Measures suites: best of many samples in isolated workers, alternatives "
                         "of a group\ncompared in random rounds. Results are saved as one file.",
                         argv);
}

static char *quote_command(char **argv)
{
    g_autoptr(GString) command = g_string_new("benchrun");
    for (int i = 0; argv[i] != NULL; i++) {
        bool is_plain =
            *argv[i] != '\0' && strpbrk(argv[i], " \t\n\"'\\$`*?[]{}()<>|&;!#~") == NULL;
        g_autofree char *quoted = is_plain ? g_strdup(argv[i]) : g_shell_quote(argv[i]);
        g_string_append_printf(command, " %s", quoted);
    }
    return g_strdup(command->str);
}

static int report_error(int code, GError *error)
{
    complain(code, "%s", error->message);
    g_error_free(error);
    return code;
}

static gpointer copy_text(gconstpointer text, gpointer data)
{
    (void)data;
    return g_strdup(text);
}

// A new run: its name, its seed, its place on the disk.
static int begin_new(struct running *running, char **argv)
{
    GError *error = NULL;
    struct run *run = running->run;
    const char *json = output_list_json_file(&running->options.outputs);
    run->seed = running->options.seed;
    run->command = quote_command(argv);
    if (json == NULL && g_mkdir_with_parents(running->options.folder, 0755) != 0)
        return complain(EXIT_USAGE, "cannot make the folder '%s' (--folder)",
                        running->options.folder);
    g_autofree char *name = g_strconcat(run->id, ".json", NULL);
    running->result_path =
        json ? g_strdup(json) : g_build_filename(running->options.folder, name, NULL);
    running->journal_path = g_strconcat(running->result_path, ".journal", NULL);
    running->journal =
        journal_create(running->journal_path, run, (const char *const *)argv, &error);
    if (running->journal == NULL)
        return report_error(EXIT_USAGE, error);
    return EXIT_GOOD;
}

// Goes on with an interrupted run: the words that started it are parsed again.
static int begin_again(struct running *running)
{
    GError *error = NULL;
    g_auto(GStrv) words = NULL;
    running->journal_path = journal_find(running->options.folder);
    if (running->journal_path == NULL)
        return complain(EXIT_USAGE, "no interrupted run in '%s' (--folder) to go on with",
                        running->options.folder);
    if (!journal_read(running->journal_path, running->run, &words, &error))
        return report_error(EXIT_USAGE, error);
    options_clear(&running->options);
    if (!parse(&running->options, words))
        return EXIT_USAGE;
    running->result_path =
        g_strndup(running->journal_path, strlen(running->journal_path) - strlen(".journal"));
    running->journal = journal_open(running->journal_path, &error);
    if (running->journal == NULL)
        return report_error(EXIT_USAGE, error);
    if (!running->options.is_quiet)
        fprintf(stderr, "benchrun: going on with %s, %u cases are done\n", running->run->id,
                running->run->results->len);
    return EXIT_GOOD;
}

static void describe(struct running *running)
{
    struct run *run = running->run;
    const struct suite_facts *facts = &running->discovery.facts;
    g_free(run->version);
    run->version = g_strdup(BENCHRUN_VERSION);
    g_free(run->clock.name);
    run->clock.name = g_strdup(facts->clock_name);
    run->clock.resolution_ns = facts->clock_resolution_ns;
    run->clock.cost_ns = facts->clock_cost_ns;
    g_free(run->suite_compiler);
    run->suite_compiler = g_strdup(facts->compiler);
    run->machine = machine_detect();
    g_ptr_array_set_size(run->warnings, 0);
    g_ptr_array_extend(run->warnings, running->discovery.warnings, copy_text, NULL);
    g_autoptr(GPtrArray) advice = advice_list(run->machine);
    for (guint i = 0; i < advice->len; i++) {
        const struct advice *one = g_ptr_array_index(advice, i);
        g_ptr_array_add(run->warnings, g_strdup_printf("%s: %s", one->cause, one->mend));
    }
    revision_detect(".", &run->revision);
}

static void open_steal(struct running *running)
{
    if (running->pinning.cpu >= 0)
        running->steal = steal_meter_open((unsigned)running->pinning.cpu, NULL);
}

// A launcher may start the suite on another machine, where no CPU of ours means anything.
static int pin(struct running *running)
{
    GError *error = NULL;
    if (!pinning_take(&running->pinning, running->options.cpu, running->options.is_quiet, &error)) {
        bool was_interrupted = worker_is_interrupted();
        return report_error(was_interrupted ? EXIT_INTERRUPTED : EXIT_USAGE, error);
    }
    running->run->cpu = running->pinning.cpu;
    g_ptr_array_extend(running->run->warnings, running->pinning.notes, copy_text, NULL);
    open_steal(running);
    return EXIT_GOOD;
}

// Alternatives of a group at one argument are measured together, in the order of the first of them.
static GPtrArray *make_plans(const struct running *running)
{
    GPtrArray *plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    struct random random = {running->run->seed};
    for (guint i = 0; i < running->discovery.cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(running->discovery.cases, i);
        struct plan *found = NULL;
        struct launch launch = discovery_launch(&running->options, bench_case->suite);
        launch.cpu = running->pinning.cpu;
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

static bool is_done(const struct run *run, const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (run_find_result(run, arm->result->bench_case->id) == NULL)
            return false;
    }
    return true;
}

static struct settings make_settings(const struct running *running)
{
    return (struct settings){
        .time_s = running->options.time_s,
        .samples = running->options.samples,
        .processes = running->options.processes,
        .precision = running->options.precision,
        .sample_ns = fmax(running->options.sample_us * 1000,
                          1000 * running->discovery.facts.clock_resolution_ns),
        .check = !running->options.no_check,
        .stack_shift_bytes = 4096,
        .clock_cost_ns = running->discovery.facts.clock_cost_ns,
    };
}

static void show_progress(void *data, const struct plan *plan, double share)
{
    struct running *running = data;
    const struct arm *first = g_ptr_array_index(plan->arms, 0);
    progress_show(&running->progress, first->result->bench_case->id, share);
}

// A result enters the run when its plan is finished; of an interrupted one, what it has.
static bool take_results(struct running *running, struct plan *plan, GError **error)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        bool is_empty = arm->result->status == STATUS_OK && arm->result->processes->len == 0;
        if (is_empty || run_find_result(running->run, arm->result->bench_case->id) != NULL)
            continue;
        struct result *result = g_steal_pointer(&arm->result);
        g_ptr_array_add(running->run->results, result);
        if (!journal_append(running->journal, result, error))
            return false;
    }
    return true;
}

static int measure(struct running *running)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) plans = make_plans(running);
    struct settings settings = make_settings(running);
    struct observer observer = {.data = running, .progress = show_progress};
    gint64 started_us = g_get_monotonic_time();
    double total_s = 0;
    for (guint i = plans->len; i-- > 0;) {
        if (is_done(running->run, g_ptr_array_index(plans, i)))
            g_ptr_array_remove_index(plans, i);
        else
            total_s += plan_budget_s(g_ptr_array_index(plans, i), &settings);
    }
    progress_begin(&running->progress, plans->len, total_s, running->options.is_quiet);
    bool is_going = true;
    for (guint i = 0; i < plans->len && is_going && error == NULL; i++) {
        struct plan *plan = g_ptr_array_index(plans, i);
        progress_next(&running->progress, plan_budget_s(plan, &settings));
        is_going = plan_measure(plan, &settings, running->steal, &observer);
        // Whoever wants to resume had better have the whole plan than a part of it.
        if (is_going)
            take_results(running, plan, &error);
    }
    progress_end(&running->progress);
    running->run->duration_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    if (error != NULL)
        return report_error(EXIT_UNMEASURED, error);
    return is_going ? EXIT_GOOD : EXIT_INTERRUPTED;
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
static void sort_as_declared(struct running *running)
{
    g_autoptr(GHashTable) order = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *cases = running->discovery.cases;
    for (guint i = 0; i < cases->len; i++)
        g_hash_table_insert(order, ((struct bench_case *)g_ptr_array_index(cases, i))->id,
                            GINT_TO_POINTER((gint)i + 1));
    g_ptr_array_sort_with_data(running->run->results, compare_order, order);
}

static int save(struct running *running, bool is_complete)
{
    GError *error = NULL;
    if (!run_write(running->run, running->result_path, &error)) {
        g_prefix_error(&error,
                       "%s; what was measured is in '%s': ", "the result file is not written",
                       running->journal_path);
        return report_error(EXIT_UNMEASURED, error);
    }
    // The journal of an interrupted run stays: `--resume` goes on from it.
    journal_close(running->journal, is_complete);
    running->journal = NULL;
    if (!running->options.is_quiet)
        fprintf(stderr, "benchrun: saved %s%s\n", running->result_path,
                is_complete ? "" : "; 'benchrun run --resume' goes on");
    return EXIT_GOOD;
}

static int judge_results(const struct run *run)
{
    int code = EXIT_GOOD;
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (result->status == STATUS_CRASHED || result->status == STATUS_TIMEOUT)
            return EXIT_UNMEASURED;
        if (result->status == STATUS_FAILED)
            code = EXIT_CHECK_FAILED;
    }
    return code;
}

static int measure_and_report(struct running *running)
{
    int code = measure(running);
    pinning_release(&running->pinning);
    if (running->run->results->len == 0 && code != EXIT_GOOD)
        return code;
    struct thresholds thresholds = thresholds_default();
    sort_as_declared(running);
    compare_alternatives(running->run, &thresholds);
    int saved = save(running, code == EXIT_GOOD);
    int presented = present_run(running->run, &running->options);
    if (code != EXIT_GOOD)
        return code;
    if (saved != EXIT_GOOD || presented != EXIT_GOOD)
        return saved != EXIT_GOOD ? saved : presented;
    return judge_results(running->run);
}

int cmd_run(char **argv)
{
    struct running running = {.run = run_new()};
    int code = EXIT_USAGE;
    catch_signals();
    if (parse(&running.options, argv)) {
        bool resume = running.options.resume;
        code = resume ? begin_again(&running) : EXIT_GOOD;
        if (code == EXIT_GOOD)
            code = discovery_find(&running.discovery, &running.options);
        if (code == EXIT_GOOD)
            describe(&running);
        if (code == EXIT_GOOD)
            code = pin(&running);
        if (code == EXIT_GOOD && !resume)
            code = begin_new(&running, argv);
        if (code == EXIT_GOOD)
            code = measure_and_report(&running);
    }
    steal_meter_close(running.steal);
    pinning_release(&running.pinning);
    journal_close(running.journal, false);
    discovery_clear(&running.discovery);
    options_clear(&running.options);
    run_free(running.run);
    g_free(running.result_path);
    g_free(running.journal_path);
    return code;
}
