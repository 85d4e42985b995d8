// SPDX-License-Identifier: MIT
#include "framework/cli/profile_time.h"

#include <math.h>
#include <unistd.h>

#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/cli/live.h"
#include "framework/cli/present_profile.h"
#include "framework/cli/terminal.h"
#include "framework/live/span_looks.h"
#include "framework/live/thread_times.h"
#include "framework/profile/sampled_command.h"
#include "framework/runner/passes/profile_case.h"
#include "reports/formats.h"

enum { LEAST_SAMPLES = 2000, LOOK_MS = 20 };

static struct sampler_options sampling(const struct options *options, bool of_waits)
{
    return (struct sampler_options){.rate_hz = (unsigned)options->rate_hz,
                                    .stack_bytes = (unsigned)options->stack_kib * 1024,
                                    .of_waits = of_waits};
}

// Without a sample there is no profile to show; a program that never waits is fine.
static bool conclude(const struct profile_target *target, struct sampler *sampler,
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
static void watch(const struct profile_target *target, struct sampler *sampler,
                  bool (*has_ended)(void *data), void *data, pid_t pid)
{
    double time_s = target->recording->options.time_s;
    unsigned whom = target->words != NULL ? THREADS_OF_CHILDREN : THREADS_OF_ITSELF;
    gint64 began_us = g_get_monotonic_time();
    while (!interruption_is_requested() && !has_ended(data)) {
        thread_times_poll(target->times, pid, whom);
        if (target->looks != NULL)
            span_looks_poll(target->looks);
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

void profile_target_note_end(struct profile_target *target, struct profile *profile, bool has_ended,
                             int status)
{
    if (!target->has_note)
        profile_note_end(profile, has_ended, status);
    target->has_note = true;
}

// With spans, which its processes write into a folder; NULL: without.
static bool run_command(struct profile_target *target, struct sampler *sampler,
                        struct profile *profile, const char *folder, GError **error)
{
    struct subprocess process;
    struct span_window window = {.began_ns = clock_ns()};
    g_auto(GStrv) setting = folder != NULL ? span_files_setting(folder, profile) : NULL;
    if (!sampled_command_start(sampler, target->words, (const char *const *)setting, &process,
                               error))
        return false;
    watch(target, sampler, command_has_ended, &process, process.reaper.pid);
    window.ended_ns = clock_ns();
    if (!process.has_ended && setting != NULL)
        span_looks_add_open(setting[0], &window, profile); // before it is killed
    profile_target_note_end(target, profile, process.has_ended, process.wait_status);
    bool is_good = conclude(target, sampler, profile,
                            "it used too little CPU time; --rate takes more samples", error);
    subprocess_end(&process);
    if (is_good && setting != NULL)
        span_files_read(folder, &window, profile);
    return is_good;
}

static bool time_of_command(struct profile_target *target, struct sampler *sampler,
                            struct profile *profile, GError **error)
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

static void show_live(const struct profile_target *target, struct sampler *sampler,
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
static bool watch_live(struct profile_target *target, struct sampler *sampler,
                       const struct profile *profile, GError **error)
{
    double time_s = target->recording->options.time_s;
    gint64 began_us = g_get_monotonic_time();
    gint64 next_us = began_us + G_USEC_PER_SEC;
    struct live *live = live_open("--live", "without it the profile is shown at the end", error);
    while (live != NULL && !interruption_is_requested() && !pid_has_ended(&target->pid) &&
           !live_is_ended()) {
        thread_times_poll(target->times, target->pid, THREADS_OF_ITSELF);
        if (target->looks != NULL)
            span_looks_poll(target->looks);
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

static bool watch_process(struct profile_target *target, struct sampler *sampler,
                          const struct profile *profile, GError **error)
{
    if (target->recording->options.is_live && !target->of_waits)
        return watch_live(target, sampler, profile, error);
    watch(target, sampler, pid_has_ended, &target->pid, target->pid);
    return true;
}

static bool time_of_pid(struct profile_target *target, struct sampler *sampler,
                        struct profile *profile, GError **error)
{
    guint64 began_ns = clock_ns();
    if (!sampler_attach(sampler, target->pid, error))
        return false;
    target->looks = target->has_spans ? NULL : span_looks_new(profile, target->pid);
    target->has_spans = true;
    bool is_good = watch_process(target, sampler, profile, error);
    if (target->looks != NULL)
        span_looks_conclude(target->looks, began_ns, clock_ns());
    g_clear_pointer(&target->looks, span_looks_free);
    return is_good && conclude(target, sampler, profile,
                               "it used no CPU time meanwhile, or is a kernel thread", error);
}

bool profile_time_take(struct profile_target *target, struct profile *profile, GError **error)
{
    const struct options *options = &target->recording->options;
    const struct profile_case_options how = {
        .sampler = sampling(options, target->of_waits),
        .least_samples = LEAST_SAMPLES,
        .time_s = options->time_s > 0 ? options->time_s : NAN,
        .most_unsampled_s = fmin(PROFILE_MOST_UNSAMPLED_S, options->timeout_s),
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
