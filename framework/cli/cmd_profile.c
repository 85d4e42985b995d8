// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/escape.h"
#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/cli/command.h"
#include "framework/cli/live.h"
#include "framework/cli/own_suites.h"
#include "framework/cli/pass_builds.h"
#include "framework/cli/present_profile.h"
#include "framework/cli/recording.h"
#include "framework/cli/terminal.h"
#include "framework/live/thread_times.h"
#include "framework/profile/profile_merge.h"
#include "framework/profile/sampled_command.h"
#include "framework/profile/span_files.h"
#include "framework/runner/passes/pass.h"
#include "framework/runner/passes/profile_case.h"
#include "framework/runner/passes/profile_passes.h"
#include "reports/formats.h"

enum { LEAST_SAMPLES = 2000, LOOK_MS = 20 };

// What is profiled: one of the three.
struct target {
    const struct recording *recording;
    struct arm *arm;            // a case
    const char *const *words;   // a command
    pid_t pid;                  // a process that runs
    bool has_note;              // of how the command ended
    bool has_spans;             // of the first run: they were looked for
    struct thread_times *times; // of a command or a process
    bool of_waits;              // where it waits is looked for, in place of CPU time
};

static struct sampler_options sampling(const struct options *options, bool of_waits)
{
    return (struct sampler_options){.rate_hz = (unsigned)options->rate_hz,
                                    .stack_bytes = (unsigned)options->stack_kib * 1024,
                                    .of_waits = of_waits};
}

// Without a sample there is no profile to show; a program that never waits is fine.
static bool conclude(const struct target *target, struct sampler *sampler,
                     const struct profile *profile, const char *why_nothing, GError **error)
{
    sampler_stop(sampler);
    if (sampler_conclude(sampler) > 0 || target->of_waits) {
        sampler_add_overhead(sampler);
        return true;
    }
    g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_OTHER, "no sample of %s was taken: %s",
                profile->target, why_nothing);
    return false;
}

// Until it ends, the time is over, or an interruption. What its threads do is of `pid`.
static void watch(const struct target *target, struct sampler *sampler,
                  bool (*has_ended)(void *data), void *data, pid_t pid)
{
    double time_s = target->recording->options.time_s;
    unsigned whom = target->words != NULL ? THREADS_OF_CHILDREN : THREADS_OF_ITSELF;
    gint64 began_us = g_get_monotonic_time();
    while (!interruption_is_requested() && !has_ended(data)) {
        thread_times_poll(target->times, pid, whom);
        sampler_poll(sampler, LOOK_MS);
        if (time_s > 0 && (double)(g_get_monotonic_time() - began_us) / 1e6 >= time_s)
            return;
    }
}

static bool command_has_ended(void *data)
{
    return subprocess_has_ended(data);
}

static guint64 clock_ns(void)
{
    return (guint64)g_get_monotonic_time() * 1000;
}

static void note_end(struct target *target, struct profile *profile, bool has_ended, int status)
{
    if (!target->has_note)
        profile_note_end(profile, has_ended, status);
    target->has_note = true;
}

// With spans, which its processes write into a folder; NULL: without.
static bool run_command(struct target *target, struct sampler *sampler, struct profile *profile,
                        const char *folder, GError **error)
{
    struct subprocess process;
    struct span_window window = {.began_ns = clock_ns()};
    g_auto(GStrv) setting = folder != NULL ? span_files_setting(folder, profile) : NULL;
    if (!sampled_command_start(sampler, target->words, (const char *const *)setting, &process,
                               error))
        return false;
    watch(target, sampler, command_has_ended, &process, process.reaper.pid);
    window.ended_ns = clock_ns();
    note_end(target, profile, process.has_ended, process.wait_status);
    bool is_good = conclude(target, sampler, profile,
                            "it used too little CPU time; --rate takes more samples", error);
    subprocess_end(&process);
    if (is_good && setting != NULL)
        span_files_read(folder, &window, profile);
    return is_good;
}

static bool time_of_command(struct target *target, struct sampler *sampler, struct profile *profile,
                            GError **error)
{
    struct scratch scratch = {0};
    if (!target->has_spans && !scratch_open(&scratch, error))
        return false;
    target->has_spans = true;
    bool is_good = run_command(target, sampler, profile, scratch.folder, error);
    if (scratch.folder != NULL)
        scratch_close(&scratch);
    return is_good;
}

static bool pid_has_ended(void *data)
{
    pid_t pid = *(const pid_t *)data;
    g_autofree char *path = g_strdup_printf("/proc/%d", pid);
    return access(path, F_OK) != 0;
}

static void show_live(const struct target *target, struct sampler *sampler,
                      const struct profile *profile)
{
    enum { OTHER_LINES = 11 }; // of titles and notes
    const struct options *options = &target->recording->options;
    unsigned height = live_height();
    unsigned rows = height > 2 * OTHER_LINES ? height - OTHER_LINES : OTHER_LINES;
    g_autoptr(GString) text = g_string_new(NULL);
    const struct profile_report report = {
        .profile = profile,
        .sort = options->sort_word,
        .top = (rows + 1) / 2,
        .hot_lines = rows / 2,
        .lines = options->lines_of,
        .width = terminal_width(),
        .use_colour = options->use_colour,
        .reads_source = true,
    };
    sampler_update(sampler);
    if (profile_table_write(text, &report, NULL))
        live_show(text->str);
}

// As watch(), and shows each second what there is, until a key ends it.
static bool watch_live(struct target *target, struct sampler *sampler,
                       const struct profile *profile, GError **error)
{
    double time_s = target->recording->options.time_s;
    gint64 began_us = g_get_monotonic_time();
    gint64 next_us = began_us + G_USEC_PER_SEC;
    struct live *live = live_open("--live", "without it the profile is shown at the end", error);
    while (live != NULL && !interruption_is_requested() && !pid_has_ended(&target->pid) &&
           !live_is_ended()) {
        thread_times_poll(target->times, target->pid, THREADS_OF_ITSELF);
        sampler_poll(sampler, LOOK_MS);
        gint64 now_us = g_get_monotonic_time();
        if (now_us >= next_us) {
            show_live(target, sampler, profile);
            next_us = now_us + G_USEC_PER_SEC;
        }
        if (time_s > 0 && (double)(now_us - began_us) / 1e6 >= time_s)
            break;
    }
    live_close(live);
    return live != NULL;
}

static bool time_of_pid(struct target *target, struct sampler *sampler, struct profile *profile,
                        GError **error)
{
    if (!sampler_attach(sampler, target->pid, error))
        return false;
    if (target->recording->options.is_live && !target->of_waits) {
        if (!watch_live(target, sampler, profile, error))
            return false;
    } else {
        watch(target, sampler, pid_has_ended, &target->pid, target->pid);
    }
    return conclude(target, sampler, profile,
                    "it used no CPU time meanwhile, or is a kernel thread", error);
}

static bool take_time(struct target *target, struct profile *profile, GError **error)
{
    const struct options *options = &target->recording->options;
    const struct profile_case_options how = {
        .sampler = sampling(options, target->of_waits),
        .least_samples = LEAST_SAMPLES,
        .time_s = options->time_s > 0 ? options->time_s : NAN,
        .with_spans = !target->has_spans,
    };
    if (target->arm != NULL) {
        target->has_spans = true;
        return profile_case(target->arm, &how, profile, error);
    }
    struct sampler *sampler = sampler_new(profile, &how.sampler);
    target->times = thread_times_new("/");
    bool is_good = target->words != NULL ? time_of_command(target, sampler, profile, error)
                                         : time_of_pid(target, sampler, profile, error);
    if (profile->threads->len == 0) // of the first run
        thread_times_conclude(target->times, profile);
    g_clear_pointer(&target->times, thread_times_free);
    sampler_free(sampler);
    return is_good;
}

// In the build that the pass needs; what it says of that build's files is said of ours.
static bool take_other_build(const struct profile_pass_row *row, struct target *target,
                             struct profile *profile, GError **error)
{
    struct pass_build build;
    const struct recording *recording = target->recording;
    const char *suite = target->arm->launch.program;
    g_autoptr(Profile) own = profile_new();
    bool is_good =
        pass_build_make(&build, &recording->options, &recording->config, row->build, suite, error);
    if (is_good) {
        target->arm->launch.program = build.program;
        is_good = row->of_case(target->arm, own, error);
        target->arm->launch.program = suite;
    }
    if (is_good) {
        pass_build_rename(&build, own);
        for (guint i = 0; i < own->passes->len; i++) {
            struct profile_pass *pass = g_ptr_array_index(own->passes, i);
            g_free(pass->build);
            pass->build = g_strdup(row->build);
        }
        profile_merge(profile, own);
    }
    pass_build_clear(&build);
    return is_good;
}

static bool take_from_start(const struct profile_pass_row *row, struct target *target,
                            struct profile *profile, GError **error)
{
    int status = 0;
    if (target->arm != NULL)
        return row->build != NULL ? take_other_build(row, target, profile, error)
                                  : row->of_case(target->arm, profile, error);
    if (target->words == NULL) {
        g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                    "%s cannot be counted in a running process: start the program with "
                    "'-- COMMAND'",
                    row->what);
        return false;
    }
    bool is_good = row->of_command(target->words, profile, &status, error);
    if (is_good)
        note_end(target, profile, !interruption_is_requested(), status);
    return is_good;
}

static bool take(const struct profile_pass_row *row, struct target *target, struct profile *profile,
                 GError **error)
{
    target->of_waits = strcmp(row->name, "wait") == 0;
    return row->of_case != NULL ? take_from_start(row, target, profile, error)
                                : take_time(target, profile, error);
}

static bool is_asked(const struct options *options, const char *name)
{
    if (options->all_passes)
        return true;
    for (char **list = options->passes; list != NULL && *list != NULL; list++) {
        g_auto(GStrv) names = g_strsplit(*list, ",", -1);
        if (g_strv_contains((const char *const *)names, name))
            return true;
    }
    return options->passes == NULL && strcmp(name, profile_passes[0].name) == 0;
}

static int refuse(const struct profile *profile, GError *error)
{
    int code = interruption_caused(error) ? EXIT_INTERRUPTED : EXIT_UNMEASURED;
    complain(code, "cannot profile %s: %s", profile->target, error->message);
    g_error_free(error);
    return code;
}

// With --all, a pass that is not available is a line of the report.
static bool may_be_missing(const struct options *options, const GError *error)
{
    return options->all_passes && !interruption_caused(error);
}

static int profile_target(struct target *target, const char *name)
{
    const struct options *options = &target->recording->options;
    g_autoptr(Profile) profile = profile_begin(target->recording, name);
    for (const struct profile_pass_row *row = profile_passes; row->name != NULL; row++) {
        g_autoptr(GError) error = NULL;
        if (!is_asked(options, row->name) || take(row, target, profile, &error))
            continue;
        bool is_last = row[1].name == NULL && profile->metrics->len == 0;
        if (is_last || !may_be_missing(options, error))
            return refuse(profile, g_steal_pointer(&error));
        profile_add_pass(profile, row->name, NULL)->why_missing = g_strdup(error->message);
    }
    int saved = save_profile(profile, options);
    int presented = present_profile(profile, options, true);
    return saved != EXIT_GOOD ? saved : presented;
}

static int profile_selected(const struct recording *recording, const struct discovery *discovery)
{
    const struct bench_case *bench_case = g_ptr_array_index(discovery->cases, 0);
    struct launch launch = discovery_launch(&recording->options, bench_case->suite);
    struct plan *plan = plan_new(1);
    struct target target = {.recording = recording, .arm = plan_add(plan, bench_case, &launch)};
    int code = profile_target(&target, bench_case->id);
    plan_free(plan);
    return code;
}

static int profile_suite(const struct recording *recording)
{
    struct own_suites own = {0};
    struct discovery discovery = {0};
    int code = own_suites_discover(&own, &recording->config, &recording->options, &discovery);
    if (code == EXIT_GOOD && discovery.cases->len > 1)
        code = complain(EXIT_USAGE,
                        "%u cases are selected, and one is profiled at a time: name it with -f, as "
                        "'benchrun list' prints it",
                        discovery.cases->len);
    if (code == EXIT_GOOD)
        code = profile_selected(recording, &discovery);
    discovery_clear(&discovery);
    own_suites_clear(&own);
    return code;
}

static int profile_command(const struct recording *recording, char **words)
{
    struct target target = {.recording = recording, .words = (const char *const *)words};
    g_autofree char *name = escape_shell(target.words);
    return profile_target(&target, name);
}

static int profile_pid(const struct recording *recording)
{
    struct target target = {.recording = recording, .pid = (pid_t)recording->options.pid};
    g_autofree char *name = g_strdup_printf("process %d", target.pid);
    return profile_target(&target, name);
}

static int profile_asked(const struct recording *recording, char **argv)
{
    GError *error = NULL;
    const struct options *options = &recording->options;
    char **command = command_words(argv);
    if (!output_list_check(&options->outputs, OUTPUT_PROFILE, &error)) {
        int code = complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return code;
    }
    if (options->pid > 0 && options->suites != NULL)
        return complain(EXIT_USAGE, "--pid names what is profiled: leave out '%s'",
                        options->suites[0]);
    if (options->is_live && options->pid == 0)
        return complain(EXIT_USAGE, "--live shows a process that runs: name it with --pid");
    if (options->is_live && !is_asked(options, "time"))
        return complain(EXIT_USAGE, "--live shows CPU time: add 'time' to --pass");
    if (command != NULL && *command == NULL)
        return complain(EXIT_USAGE, "name a command after '--'");
    if (options->pid > 0)
        return profile_pid(recording);
    return command != NULL ? profile_command(recording, command) : profile_suite(recording);
}

int cmd_profile(char **argv)
{
    struct recording recording;
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = profile_asked(&recording, argv);
    recording_clear(&recording);
    return code;
}
