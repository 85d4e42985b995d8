// SPDX-License-Identifier: MIT
#include <poll.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/interruption.h"
#include "framework/base/proc_status.h"
#include "framework/cli/command.h"
#include "framework/cli/present_profile.h"
#include "framework/cli/recording.h"
#include "framework/live/loop_file.h"
#include "framework/live/loop_look.h"
#include "framework/live/thread_times.h"
#include "framework/profile/frames.h"
#include "framework/runner/passes/preload.h"
#include "reports/words/live_words.h"
#include "reports/words/units.h"

struct watching {
    const struct recording *recording;
    struct profile *profile;
    struct stalls *stalls;
    struct thread_times *times;
    gint64 began_us;
    bool is_foreign; // what is watched
};

// A look at each tenth of what is to be seen, and no more often than the system can bear.
static int pause_ms(const struct options *options)
{
    enum { LEAST_MS = 1, MOST_MS = 10 };
    return (int)CLAMP(options->watch.over_ns / 10000000, LEAST_MS, MOST_MS);
}

static uint64_t clock_ns(void)
{
    return (uint64_t)g_get_monotonic_time() * 1000;
}

static void report_stall(void *data, const struct profile *profile,
                         const struct profile_stall *stall, bool has_ended)
{
    const struct watching *watching = data;
    if (watching->recording->options.is_quiet)
        return;
    g_autofree char *time = units_time(stall->lasted * 1e9);
    g_autofree char *path = live_path(profile, stall->node);
    const char *end = !has_ended      ? " so far"
                      : stall->is_cut ? ", still blocked when watching ended"
                                      : "";
    say("loop blocked for %s%s: %s; thread %s (%u)", time, end, path, stall->thread, stall->tid);
}

static bool is_over(const struct watching *watching)
{
    double time_s = watching->recording->options.time_s;
    double used_s = (double)(g_get_monotonic_time() - watching->began_us) / 1e6;
    return interruption_is_requested() || (time_s > 0 && used_s >= time_s);
}

static void watch_command(struct watching *watching, struct loop_file *file,
                          struct subprocess *process)
{
    const struct reaper *reaper = &process->reaper;
    struct pollfd fd = {.fd = reaper->end_fd, .events = POLLIN};
    stalls_confine(watching->stalls, reaper->pid);
    while (!subprocess_has_ended(process) && !is_over(watching)) {
        loop_file_read(file, watching->stalls);
        thread_times_poll(watching->times, reaper->pid, THREADS_OF_CHILDREN);
        poll(&fd, reaper->end_fd >= 0, pause_ms(&watching->recording->options));
    }
    loop_file_read(file, watching->stalls);
}

// What could not be seen must not look like nothing to see.
static void note_counts(struct profile *profile, const struct loop_counts *counts)
{
    const char *note = NULL;
    profile->loops = counts->loops;
    if (counts->programs == 0)
        note = "no poll could be seen: the library that notes them was not loaded, as the program "
               "is linked statically, is set-uid, or cleared its environment; try --pid";
    else if (counts->loops == 0)
        note = "no poll was seen: no thread called epoll_wait(), poll(), select() or the like of "
               "libc. Programs that call the kernel themselves, as Go's do, need --pid";
    if (note != NULL)
        g_ptr_array_add(profile->notes, g_strdup(note));
    else
        g_ptr_array_add(profile->notes,
                        g_strdup_printf("%u thread%s polled, %" G_GUINT64_FORMAT " times in all",
                                        counts->loops, counts->loops == 1 ? "" : "s",
                                        counts->polls));
    if (counts->lost > 0)
        g_ptr_array_add(profile->notes,
                        g_strdup_printf("%" G_GUINT64_FORMAT " threads or stalls were not seen: "
                                        "there was no room for them",
                                        counts->lost));
}

static bool run_command(struct watching *watching, char *const *words, GError **error)
{
    const struct options *options = &watching->recording->options;
    struct subprocess process;
    struct loop_file *file = loop_file_new(options->watch.over_ns, error);
    g_autofree char *preload = file ? preload_setting(LOOP_FILE_LIBRARY, NULL, error) : NULL;
    g_autofree char *setting = file ? loop_file_setting(file) : NULL;
    const char *const environment[] = {preload, setting, NULL};
    const struct subprocess_call call = {.argv = (const char *const *)words,
                                         .environment = environment};
    bool is_good = preload != NULL && subprocess_start_here(&call, &process, error);
    if (is_good) {
        watch_command(watching, file, &process);
        stalls_conclude(watching->stalls, clock_ns());
        struct loop_counts counts = loop_file_counts(file);
        note_counts(watching->profile, &counts);
        profile_note_end(watching->profile, process.has_ended, process.wait_status);
        subprocess_end(&process);
    }
    loop_file_free(file);
    return is_good;
}

static bool look_at_process(struct watching *watching, GError **error)
{
    const struct options *options = &watching->recording->options;
    pid_t pid = (pid_t)options->pid;
    int wait_ms = pause_ms(options);
    struct loop_look *look = loop_look_new(pid, error);
    if (look == NULL)
        return false;
    bool is_there = true;
    while (!is_over(watching) && (is_there = loop_look_take(look, watching->stalls))) {
        thread_times_poll(watching->times, pid, THREADS_OF_ITSELF);
        g_usleep((gulong)wait_ms * 1000);
    }
    stalls_conclude(watching->stalls, clock_ns());
    loop_look_conclude(look, wait_ms, watching->profile);
    if (!is_there)
        g_ptr_array_add(watching->profile->notes, g_strdup("the process ended"));
    loop_look_free(look);
    return true;
}

static int judge(const struct watching *watching)
{
    const struct profile *profile = watching->profile;
    if (strcmp(watching->recording->options.watch.fail_on, "blocked") != 0)
        return EXIT_GOOD;
    if (profile->stalls->len > 0)
        return EXIT_CHECK_FAILED;
    return profile->loops > 0 ? EXIT_GOOD
                              : complain(EXIT_UNMEASURED, "--fail-on blocked: no loop was seen, so "
                                                          "nothing is known about blocking");
}

static int conclude(struct watching *watching)
{
    const struct options *options = &watching->recording->options;
    g_autofree char *over = units_round_time((double)options->watch.over_ns);
    g_autofree char *note =
        g_strdup_printf("a loop counts as blocked once it has not polled for %s", over);
    g_ptr_array_add(watching->profile->notes, g_steal_pointer(&note));
    thread_times_conclude(watching->times, watching->profile);
    bool is_foreign = watching->is_foreign || // it may have become one meanwhile
                      (options->pid > 0 && proc_status_is_foreign((pid_t)options->pid));
    int code = present_profile(watching->profile, options, !is_foreign);
    return code == EXIT_GOOD ? judge(watching) : code;
}

static int refuse(const struct profile *profile, GError *error)
{
    complain(EXIT_UNMEASURED, "cannot watch %s: %s", profile->target, error->message);
    g_error_free(error);
    return EXIT_UNMEASURED;
}

static int watch(const struct recording *recording, char *const *words, const char *name)
{
    GError *error = NULL;
    g_autoptr(Profile) profile = profile_begin(recording, name);
    struct watching watching = {
        .recording = recording,
        .profile = profile,
        .times = thread_times_new("/"),
        .began_us = g_get_monotonic_time(),
        .is_foreign =
            recording->options.pid > 0 && proc_status_is_foreign((pid_t)recording->options.pid),
    };
    const struct stalls_options options = {
        .over_ns = recording->options.watch.over_ns,
        .began_ns = clock_ns(),
        .report = report_stall,
        .data = &watching,
    };
    watching.stalls = stalls_new(profile, &options);
    g_autofree char *tool = frames_tool(words != NULL ? "preloaded library" : "looks at /proc");
    profile_add_pass(profile, "watch", tool);
    bool is_good =
        words != NULL ? run_command(&watching, words, &error) : look_at_process(&watching, &error);
    int code = is_good ? conclude(&watching) : refuse(profile, error);
    stalls_free(watching.stalls);
    thread_times_free(watching.times);
    return code;
}

static int watch_asked(const struct recording *recording, char **argv)
{
    g_autoptr(GError) error = NULL;
    const struct options *options = &recording->options;
    char **words = command_words(argv);
    if (!output_list_check(&options->outputs, OUTPUT_PROFILE, &error))
        return complain(EXIT_USAGE, "%s", error->message);
    if (options->pid > 0 && options->suites != NULL)
        return complain(EXIT_USAGE, "--pid names what is watched: leave out '%s'",
                        options->suites[0]);
    if (options->pid == 0 && (words == NULL || *words == NULL))
        return complain(EXIT_USAGE, "name a command after '--', or a process with --pid: benchrun "
                                    "watch -- ./server");
    g_autofree char *name = options->pid > 0 ? g_strdup_printf("process %d", (int)options->pid)
                                             : escape_shell((const char *const *)words);
    return watch(recording, options->pid > 0 ? NULL : words, name);
}

int cmd_watch(char **argv)
{
    struct recording recording;
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = watch_asked(&recording, argv);
    recording_clear(&recording);
    return code;
}
