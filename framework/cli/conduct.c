// SPDX-License-Identifier: MIT
#include "framework/cli/conduct.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/build/revision.h"
#include "framework/cli/command.h"
#include "framework/cli/option_parser.h"
#include "framework/machine/advice.h"
#include "framework/machine/detect.h"
#include "framework/program/producer.h"
#include "framework/result/file/run_file.h"
#include "framework/runner/passes/pass.h"

static void on_signal(int number)
{
    (void)number;
    interruption_request();
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

static int report_error(int code, GError *error)
{
    complain(code, "%s", error->message);
    g_error_free(error);
    return code;
}

// What the project always passes stands first, so that the user's words win over it.
static bool parse(struct conduct *conduct, char **argv)
{
    const struct conduct_command *command = conduct->command;
    char **configured = command->groups & OPTIONS_COMPARE   ? conduct->config.compare_words
                        : command->groups & OPTIONS_MEASURE ? conduct->config.run_words
                                                            : NULL;
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, argv[0]);
    for (char **word = configured; word != NULL && *word != NULL; word++)
        g_ptr_array_add(words, *word);
    for (char **word = argv + 1; *word != NULL; word++)
        g_ptr_array_add(words, *word);
    g_ptr_array_add(words, NULL);
    return options_parse(&conduct->options, command->groups, command->usage, command->summary,
                         (char *const *)words->pdata);
}

// Goes on with an interrupted run: the words that started it are parsed again.
static int read_journal(struct conduct *conduct, const char *name)
{
    GError *error = NULL;
    g_auto(GStrv) words = NULL;
    conduct->journal_path = journal_find(conduct->options.folder);
    if (conduct->journal_path == NULL)
        return complain(EXIT_USAGE, "no interrupted run in '%s' (--folder) to go on with",
                        conduct->options.folder);
    if (!journal_read(conduct->journal_path, conduct->run, &words, &error))
        return report_error(EXIT_USAGE, error);
    if (g_strcmp0(words[0], name) != 0)
        return complain(EXIT_USAGE, "the newest interrupted run, '%s', is one of 'benchrun %s'",
                        conduct->journal_path, words[0] ? words[0] : "");
    options_clear(&conduct->options);
    if (!parse(conduct, words))
        return EXIT_USAGE;
    conduct->result_path =
        g_strndup(conduct->journal_path, strlen(conduct->journal_path) - strlen(".journal"));
    conduct->journal = journal_open(conduct->journal_path, &error);
    if (conduct->journal == NULL)
        return report_error(EXIT_USAGE, error);
    if (!conduct->options.is_quiet)
        fprintf(stderr, "benchrun: going on with %s, %u cases are done\n", conduct->run->id,
                conduct->run->results->len);
    return EXIT_GOOD;
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

int conduct_begin(struct conduct *conduct, const struct conduct_command *command, char **argv)
{
    *conduct = (struct conduct){.command = command, .run = run_new()};
    GError *error = NULL;
    catch_signals();
    if (!config_find(".", &conduct->config, &error))
        return report_error(EXIT_USAGE, error);
    if (!parse(conduct, argv))
        return EXIT_USAGE;
    if (conduct->options.resume)
        return read_journal(conduct, argv[0]);
    conduct->run->seed = conduct->options.seed;
    conduct->run->command = quote_command(argv);
    return EXIT_GOOD;
}

static gpointer copy_text(gconstpointer text, gpointer data)
{
    (void)data;
    return g_strdup(text);
}

// With its flags, where the debug information of the first suite tells; it lies elsewhere when a
// launcher stands before it.
static char *describe_compiler(const struct discovery *discovery, bool is_launched)
{
    const struct bench_case *first = g_ptr_array_index(discovery->cases, 0);
    char *producer = is_launched ? NULL : producer_read(first->suite, first->file);
    return producer ? producer : g_strdup(discovery->facts.compiler);
}

void conduct_describe(struct conduct *conduct, const struct discovery *discovery)
{
    struct run *run = conduct->run;
    const struct suite_facts *facts = &discovery->facts;
    g_free(run->version);
    run->version = g_strdup(BENCHRUN_VERSION);
    g_free(run->clock.name);
    run->clock.name = g_strdup(facts->clock_name);
    run->clock.resolution_ns = facts->clock_resolution_ns;
    run->clock.cost_ns = facts->clock_cost_ns;
    g_free(run->suite_compiler);
    run->suite_compiler = describe_compiler(discovery, conduct->options.launcher != NULL);
    run->machine = machine_detect();
    g_ptr_array_set_size(run->warnings, 0);
    g_ptr_array_extend(run->warnings, discovery->warnings, copy_text, NULL);
    g_autoptr(GPtrArray) advice = advice_list(run->machine);
    for (guint i = 0; i < advice->len; i++) {
        const struct advice *one = g_ptr_array_index(advice, i);
        g_ptr_array_add(run->warnings, g_strdup_printf("%s: %s", one->cause, one->mend));
    }
    revision_detect(".", &run->revision);
}

// The words that go on with this run where it was interrupted.
static char *resume_command(const struct conduct *conduct)
{
    g_autofree char *folder = g_path_get_dirname(conduct->journal_path);
    g_autofree char *quoted = g_shell_quote(folder);
    bool is_usual = strcmp(folder, OPTIONS_FOLDER) == 0;
    return g_strconcat(g_get_prgname(), " --resume", is_usual ? "" : " --folder ",
                       is_usual ? "" : quoted, NULL);
}

static int begin_journal(struct conduct *conduct, char **argv)
{
    GError *error = NULL;
    struct run *run = conduct->run;
    const char *json = output_list_json_file(&conduct->options.outputs);
    if (json == NULL && g_mkdir_with_parents(conduct->options.folder, 0755) != 0)
        return complain(EXIT_USAGE, "cannot make the folder '%s' (--folder)",
                        conduct->options.folder);
    g_autofree char *name = g_strconcat(run->id, ".json", NULL);
    conduct->result_path =
        json ? g_strdup(json) : g_build_filename(conduct->options.folder, name, NULL);
    conduct->journal_path = g_strconcat(conduct->result_path, ".journal", NULL);
    conduct->journal =
        journal_create(conduct->journal_path, run, (const char *const *)argv, &error);
    if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST)) {
        g_autofree char *way = resume_command(conduct);
        g_prefix_error(&error,
                       "an interrupted run is in the way, go on with '%s' or remove it: ", way);
    }
    return conduct->journal != NULL ? EXIT_GOOD : report_error(EXIT_USAGE, error);
}

int conduct_begin_with(struct conduct *conduct, const struct conduct_command *command, char **argv,
                       struct discovery *discovery)
{
    int code = conduct_begin(conduct, command, argv);
    if (code == EXIT_GOOD)
        code = discovery_find(discovery, &conduct->options,
                              (const char *const *)conduct->options.suites);
    if (code == EXIT_GOOD)
        conduct_describe(conduct, discovery);
    return code;
}

int conduct_prepare(struct conduct *conduct, char **argv)
{
    GError *error = NULL;
    if (!pinning_take(&conduct->pinning, conduct->options.cpu, conduct->options.is_quiet, &error))
        return report_error(interruption_is_requested() ? EXIT_INTERRUPTED : EXIT_USAGE, error);
    conduct->run->cpu = conduct->pinning.cpu;
    g_ptr_array_extend(conduct->run->warnings, conduct->pinning.notes, copy_text, NULL);
    if (conduct->pinning.cpu >= 0)
        conduct->steal = steal_meter_open((unsigned)conduct->pinning.cpu, NULL);
    return conduct->options.resume || conduct->journal != NULL ? EXIT_GOOD
                                                               : begin_journal(conduct, argv);
}

struct launch conduct_launch(const struct conduct *conduct, const struct bench_case *bench_case)
{
    struct launch launch = discovery_launch(&conduct->options, bench_case->suite);
    pinning_apply(&conduct->pinning, bench_case, &launch);
    return launch;
}

struct settings conduct_settings(const struct conduct *conduct, const struct discovery *discovery)
{
    const struct options *options = &conduct->options;
    return (struct settings){
        .time_s = options->time_s,
        .samples = options->samples,
        .processes = options->processes,
        .precision = options->precision,
        .sample_ns = fmax(options->sample_us * 1000, 1000 * discovery->facts.clock_resolution_ns),
        .check = !options->no_check,
        .stack_shift_bytes = 4096,
        .clock_cost_ns = discovery->facts.clock_cost_ns,
    };
}

static const struct result *find_measured(const struct run *run, const struct result *result)
{
    return results_find(result->side == SIDE_BASE ? run->base : run->results,
                        result->bench_case->id);
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
    struct conduct *conduct;
    bool (*is_decided)(void *data, const struct plan *plan);
    void *data;
};

static void show_progress(void *data, const struct plan *plan, double share)
{
    const struct watching *watching = data;
    const struct arm *first = g_ptr_array_index(plan->arms, 0);
    progress_show(&watching->conduct->progress, first->result->bench_case->id, share);
}

static bool ask_decided(void *data, const struct plan *plan)
{
    const struct watching *watching = data;
    return watching->is_decided != NULL && watching->is_decided(watching->data, plan);
}

// In workers of their own, when the samples are taken: passes disturb what they look at.
static void take_passes(struct conduct *conduct, const struct plan *plan)
{
    const GPtrArray *asked = conduct->options.passes;
    for (guint i = 0; asked != NULL && i < plan->arms->len * asked->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i / asked->len);
        GError *error = NULL;
        if (arm->result->status != STATUS_OK || interruption_is_requested() ||
            pass_take(g_ptr_array_index(asked, i % asked->len), arm, &error))
            continue;
        result_warn(arm->result, "%s", error->message);
        g_error_free(error);
    }
}

// A result enters the run when its plan is finished.
static bool take_results(struct conduct *conduct, struct plan *plan, GError **error)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (find_measured(conduct->run, arm->result) != NULL)
            continue;
        struct result *result = g_steal_pointer(&arm->result);
        run_add(conduct->run, result);
        if (!journal_append(conduct->journal, result, error))
            return false;
    }
    return true;
}

static double drop_done_plans(const struct conduct *conduct, GPtrArray *plans,
                              const struct settings *settings)
{
    double total_s = 0;
    for (guint i = plans->len; i-- > 0;) {
        if (is_done(conduct->run, g_ptr_array_index(plans, i)))
            g_ptr_array_remove_index(plans, i);
        else
            total_s += plan_budget_s(g_ptr_array_index(plans, i), settings);
    }
    return total_s;
}

int conduct_measure(struct conduct *conduct, GPtrArray *plans, const struct settings *settings,
                    bool (*is_decided)(void *data, const struct plan *plan), void *data)
{
    GError *error = NULL;
    struct watching watching = {conduct, is_decided, data};
    struct observer observer = {&watching, show_progress, ask_decided};
    gint64 started_us = g_get_monotonic_time();
    double total_s = drop_done_plans(conduct, plans, settings);
    progress_begin(&conduct->progress, plans->len, total_s, conduct->options.is_quiet);
    bool is_going = true;
    for (guint i = 0; i < plans->len && is_going && error == NULL; i++) {
        struct plan *plan = g_ptr_array_index(plans, i);
        progress_next(&conduct->progress, plan_budget_s(plan, settings));
        is_going = plan_measure(plan, settings, conduct->steal, &observer);
        // Whoever resumes had better have a whole plan than a part of it.
        if (is_going) {
            take_passes(conduct, plan);
            take_results(conduct, plan, &error);
        }
    }
    progress_end(&conduct->progress);
    pinning_release(&conduct->pinning);
    conduct->run->duration_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    if (error != NULL)
        return report_error(EXIT_UNMEASURED, error);
    return is_going ? EXIT_GOOD : EXIT_INTERRUPTED;
}

int conduct_save(struct conduct *conduct, bool is_complete)
{
    GError *error = NULL;
    if (!run_write(conduct->run, conduct->result_path, &error)) {
        g_prefix_error(&error, "the result file is not written, what was measured is in '%s': ",
                       conduct->journal_path);
        return report_error(EXIT_UNMEASURED, error);
    }
    // The journal of an interrupted run stays: `--resume` goes on from it.
    journal_close(conduct->journal, is_complete);
    conduct->journal = NULL;
    g_autofree char *way = resume_command(conduct);
    if (conduct->options.is_quiet)
        return EXIT_GOOD;
    if (is_complete)
        fprintf(stderr, "benchrun: saved %s\n", conduct->result_path);
    else
        fprintf(stderr, "benchrun: saved %s; to go on: %s\n", conduct->result_path, way);
    return EXIT_GOOD;
}

int conduct_judge(const GPtrArray *results)
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

void conduct_clear(struct conduct *conduct)
{
    steal_meter_close(conduct->steal);
    pinning_release(&conduct->pinning);
    journal_close(conduct->journal, false);
    options_clear(&conduct->options);
    config_clear(&conduct->config);
    run_free(conduct->run);
    g_free(conduct->result_path);
    g_free(conduct->journal_path);
}
