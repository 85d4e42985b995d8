// SPDX-License-Identifier: MIT
#include "framework/cli/recording.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/base/place.h"
#include "framework/base/text_file.h"
#include "framework/build/revision.h"
#include "framework/cli/command.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/present.h"
#include "framework/machine/advice.h"
#include "framework/machine/detect.h"
#include "framework/program/producer.h"
#include "framework/result/file/run_file.h"

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

static char **configured_words(const struct config *config, const char *command)
{
    switch (command_find(command)->bit) {
    case COMMAND_RUN:
        return config->run_words;
    case COMMAND_COMPARE:
        return config->compare_words;
    default:
        return NULL;
    }
}

// What the project always passes comes first, so that the user's words win over it.
static bool parse(struct recording *recording, char **argv)
{
    char **configured = configured_words(&recording->config, argv[0]);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, argv[0]);
    for (char **word = configured; word != NULL && *word != NULL; word++)
        g_ptr_array_add(words, *word);
    for (char **word = argv + 1; *word != NULL; word++)
        g_ptr_array_add(words, *word);
    g_ptr_array_add(words, NULL);
    return options_parse(&recording->options, (char *const *)words->pdata);
}

// Continues an interrupted run: the words that started it are parsed again.
static int read_journal(struct recording *recording, const char *name)
{
    GError *error = NULL;
    g_auto(GStrv) words = NULL;
    recording->journal_path = journal_find(recording->options.folder);
    if (recording->journal_path == NULL)
        return complain(EXIT_USAGE, "no interrupted run to continue in '%s' (--folder)",
                        recording->options.folder);
    if (!journal_read(recording->journal_path, recording->run, &words, &error))
        return report_error(EXIT_USAGE, error);
    if (g_strcmp0(words[0], name) != 0)
        return complain(EXIT_USAGE,
                        "the newest interrupted run, '%s', was started by 'benchrun %s'",
                        recording->journal_path, words[0] ? words[0] : "");
    g_ptr_array_set_size(recording->run->warnings, 0); // they are found again
    options_clear(&recording->options);
    if (!parse(recording, words))
        return EXIT_USAGE;
    recording->result_path =
        g_strndup(recording->journal_path, strlen(recording->journal_path) - strlen(".journal"));
    recording->journal = journal_open(recording->journal_path, &error);
    if (recording->journal == NULL)
        return report_error(EXIT_USAGE, error);
    if (!recording->options.is_quiet)
        fprintf(stderr, "benchrun: continuing %s, done so far: %u\n", recording->run->id,
                recording->run->results->len);
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

int recording_begin(struct recording *recording, char **argv)
{
    *recording = (struct recording){.run = run_new()};
    GError *error = NULL;
    catch_signals();
    if (!config_find(".", &recording->config, &error))
        return report_error(EXIT_USAGE, error);
    if (!parse(recording, argv))
        return EXIT_USAGE;
    if (recording->options.resume)
        return read_journal(recording, argv[0]);
    recording->run->seed = recording->options.seed;
    recording->run->command = quote_command(argv);
    return EXIT_GOOD;
}

static gpointer copy_text(gconstpointer text, gpointer data)
{
    (void)data;
    return g_strdup(text);
}

// With its flags, if the debug information of the first suite has them; with a launcher the program
// may be on another machine.
static char *describe_compiler(const struct discovery *discovery, bool is_launched)
{
    const struct bench_case *first = g_ptr_array_index(discovery->cases, 0);
    char *producer = is_launched ? NULL : producer_read(first->suite, first->file);
    return producer ? producer : g_strdup(discovery->facts.compiler);
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
    run->suite_compiler = describe_compiler(discovery, recording->options.launcher != NULL);
    run->machine = machine_detect();
    g_ptr_array_extend(run->warnings, discovery->warnings, copy_text, NULL);
    g_autoptr(GPtrArray) advice = advice_list(run->machine);
    for (guint i = 0; i < advice->len; i++) {
        const struct advice *one = g_ptr_array_index(advice, i);
        g_ptr_array_add(run->warnings, g_strdup_printf("%s: %s", one->cause, one->mend));
    }
    revision_detect(".", &run->revision);
}

// The command that continues this run after an interruption.
static char *resume_command(const struct recording *recording)
{
    g_autofree char *folder = g_path_get_dirname(recording->journal_path);
    g_autofree char *quoted = g_shell_quote(folder);
    bool is_usual = strcmp(folder, OPTIONS_FOLDER) == 0;
    return g_strconcat(g_get_prgname(), " --resume", is_usual ? "" : " --folder ",
                       is_usual ? "" : quoted, NULL);
}

// Nobody wants results in a commit by accident: a new folder of the usual name ignores itself.
static bool make_folder(const char *folder)
{
    bool is_new = !g_file_test(folder, G_FILE_TEST_EXISTS);
    if (!place_make_folder(folder, 0755, NULL))
        return false;
    g_autofree char *path = g_build_filename(folder, ".gitignore", NULL);
    if (is_new && strcmp(folder, OPTIONS_FOLDER) == 0)
        text_file_write(path, "*\n", 2, false, NULL);
    return true;
}

static int begin_journal(struct recording *recording, char **argv)
{
    GError *error = NULL;
    struct run *run = recording->run;
    const char *json = output_list_json_file(&recording->options.outputs);
    if (json == NULL && !make_folder(recording->options.folder))
        return complain(EXIT_USAGE, "cannot create the folder '%s' (--folder)",
                        recording->options.folder);
    g_autofree char *name = g_strconcat(run->id, ".json", NULL);
    recording->result_path =
        json ? g_strdup(json) : g_build_filename(recording->options.folder, name, NULL);
    recording->journal_path = g_strconcat(recording->result_path, ".journal", NULL);
    recording->journal =
        journal_create(recording->journal_path, run, (const char *const *)argv, &error);
    if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST)) {
        g_autofree char *way = resume_command(recording);
        g_prefix_error(
            &error, "an interrupted run is in the way, continue it with '%s' or remove it: ", way);
    }
    return recording->journal != NULL ? EXIT_GOOD : report_error(EXIT_USAGE, error);
}

int recording_prepare(struct recording *recording, char **argv)
{
    GError *error = NULL;
    int code = asked_passes_prepare(&recording->passes, &recording->options, &recording->config);
    if (code != EXIT_GOOD)
        return code;
    if (!pinning_take(&recording->pinning, recording->options.cpu, recording->options.is_quiet,
                      &error))
        return report_error(interruption_is_requested() ? EXIT_INTERRUPTED : EXIT_USAGE, error);
    recording->run->cpu = recording->pinning.cpu;
    g_ptr_array_extend(recording->run->warnings, recording->pinning.notes, copy_text, NULL);
    if (recording->pinning.cpu >= 0)
        recording->steal = steal_meter_open((unsigned)recording->pinning.cpu, NULL);
    return recording->options.resume || recording->journal != NULL ? EXIT_GOOD
                                                                   : begin_journal(recording, argv);
}

struct launch recording_launch(const struct recording *recording,
                               const struct bench_case *bench_case)
{
    struct launch launch = discovery_launch(&recording->options, bench_case->suite);
    pinning_apply(&recording->pinning, bench_case, &launch);
    return launch;
}

struct settings recording_settings(const struct recording *recording,
                                   const struct discovery *discovery)
{
    const struct options *options = &recording->options;
    return (struct settings){
        .time_s = options->time_s,
        .samples = options->samples,
        .processes = (unsigned)options->processes,
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

// A result enters the run when its plan is finished.
static bool take_results(struct recording *recording, struct plan *plan, GError **error)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (find_measured(recording->run, arm->result) != NULL)
            continue;
        struct result *result = g_steal_pointer(&arm->result);
        run_add(recording->run, result);
        if (!journal_append(recording->journal, result, error))
            return false;
    }
    return true;
}

static double drop_done_plans(const struct recording *recording, GPtrArray *plans,
                              const struct settings *settings)
{
    double total_s = 0;
    for (guint i = plans->len; i-- > 0;) {
        if (is_done(recording->run, g_ptr_array_index(plans, i)))
            g_ptr_array_remove_index(plans, i);
        else
            total_s += plan_budget_s(g_ptr_array_index(plans, i), settings);
    }
    return total_s;
}

static int measure(struct recording *recording, const struct recording_task *task)
{
    GError *error = NULL;
    GPtrArray *plans = task->plans;
    struct watching watching = {recording, task};
    struct observer observer = {&watching, show_progress, ask_decided};
    gint64 started_us = g_get_monotonic_time();
    double total_s = drop_done_plans(recording, plans, &task->settings);
    progress_begin(&recording->progress, plans->len, total_s, recording->options.is_quiet);
    for (guint i = 0; i < plans->len && error == NULL; i++) {
        struct plan *plan = g_ptr_array_index(plans, i);
        progress_next(&recording->progress, plan_budget_s(plan, &task->settings));
        // A resumed run takes whole plans only.
        if (plan_measure(plan, &task->settings, recording->steal, &observer, &error)) {
            asked_passes_take(&recording->passes, plan);
            take_results(recording, plan, &error);
        }
    }
    progress_end(&recording->progress);
    pinning_release(&recording->pinning);
    recording->run->duration_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    if (error == NULL)
        return EXIT_GOOD;
    if (!interruption_caused(error))
        return report_error(EXIT_UNMEASURED, error);
    g_error_free(error);
    return EXIT_INTERRUPTED;
}

static int save(struct recording *recording, bool is_complete)
{
    GError *error = NULL;
    if (!run_write(recording->run, recording->result_path, &error)) {
        g_prefix_error(&error, "the result file was not written, the measurements are in '%s': ",
                       recording->journal_path);
        return report_error(EXIT_UNMEASURED, error);
    }
    // The journal of an interrupted run stays: `--resume` continues from it.
    journal_close(recording->journal, is_complete);
    recording->journal = NULL;
    g_autofree char *way = resume_command(recording);
    if (recording->options.is_quiet)
        return EXIT_GOOD;
    if (is_complete)
        fprintf(stderr, "benchrun: saved %s\n", recording->result_path);
    else
        fprintf(stderr, "benchrun: saved %s; to continue: %s\n", recording->result_path, way);
    return EXIT_GOOD;
}

int recording_perform(struct recording *recording, const struct recording_task *task)
{
    int measured = measure(recording, task);
    if (recording->run->results->len == 0 && measured != EXIT_GOOD)
        return measured;
    task->conclude(task->data, recording);
    int saved = save(recording, measured == EXIT_GOOD);
    int presented = present_run(recording->run, &recording->options);
    int first = measured != EXIT_GOOD ? measured : saved != EXIT_GOOD ? saved : presented;
    return first != EXIT_GOOD ? first : task->judge(recording);
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
    steal_meter_close(recording->steal);
    asked_passes_clear(&recording->passes);
    pinning_release(&recording->pinning);
    journal_close(recording->journal, false);
    options_clear(&recording->options);
    config_clear(&recording->config);
    run_free(recording->run);
    g_free(recording->result_path);
    g_free(recording->journal_path);
}
