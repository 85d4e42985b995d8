// SPDX-License-Identifier: MIT
#include "framework/runner/passes/callgrind_case.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "framework/base/folder.h"
#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/callgrind.h"

// Under callgrind: some 50 times as long as without.
static const double target_ns = 0.2e9;

struct counting {
    const char *folder; // where callgrind writes
    callgrind_take *take;
    void *data;
    uint64_t iterations;
};

static bool has_trigger(const char *text, const char *trigger)
{
    g_autofree char *line = g_strdup_printf("desc: Trigger: %s\n", trigger);
    return strstr(text, line) != NULL;
}

bool callgrind_take_files(const char *folder, const char *trigger, callgrind_take *take, void *data,
                          unsigned *n, GError **error)
{
    bool is_good = true;
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    *n = 0;
    for (const char *name; files != NULL && (name = g_dir_read_name(files)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text =
            is_good && take != NULL ? folder_read_file(folder, name, NULL) : NULL;
        bool is_wanted =
            text != NULL && *text != '\0' && (trigger == NULL || has_trigger(text, trigger));
        if (is_wanted) {
            is_good = take(text, data, error);
            *n += 1;
        }
        remove(path);
    }
    return is_good;
}

static void forget_files(const char *folder)
{
    unsigned n = 0;
    callgrind_take_files(folder, NULL, NULL, NULL, &n, NULL);
}

static bool fail(const struct station *station, GError **error)
{
    const char *why = station_why_out(station);
    if (interruption_is_requested())
        return interruption_set_error(error);
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "'%s' under callgrind: %s",
                station->arm->result->bench_case->id, why);
    if (strstr(why, "SIGILL") != NULL)
        g_prefix_error(error, CALLGRIND_UNKNOWN_INSTRUCTIONS ": ");
    return false;
}

static bool run(struct station *station, void *data, GError **error)
{
    static const struct start start = {0};
    struct counting *counting = data;
    unsigned n = 0;
    if (!station_open(station, &start))
        return fail(station, error);
    station_calibrate(station, target_ns);
    forget_files(counting->folder);
    if (station->is_out || !station_take_sample(station, station->arm->iterations))
        return fail(station, error);
    if (!callgrind_take_files(counting->folder, CALLGRIND_LOOP_LEFT, counting->take, counting->data,
                              &n, error))
        return false;
    if (n == 0) {
        bool has_requests = station->arm->result->bench_case->has_requests;
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                    has_requests
                        ? "calls are counted of a loop, and a benchmark with .requests has "
                          "none: profile a program that serves them"
                        : "callgrind saw no loop: the suite may have been linked with -flto");
        return false;
    }
    counting->iterations = station->arm->iterations;
    return true;
}

static bool run_apart(const struct arm *arm, const char *const *words, struct counting *counting,
                      GError **error)
{
    g_autofree char *out = g_strdup_printf("--callgrind-out-file=%s/counts", counting->folder);
    const char *const first[] = {
        "valgrind", "-q", "--tool=callgrind", CALLGRIND_LOOP_ENTERED, CALLGRIND_LOOP_LEFT, out};
    g_autoptr(GPtrArray) launcher = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(first); i++)
        g_ptr_array_add(launcher, (gpointer)first[i]);
    for (; *words != NULL; words++)
        g_ptr_array_add(launcher, (gpointer)*words);
    g_ptr_array_add(launcher, NULL);
    struct launch launch = arm->launch;
    launch.launcher = (const char *const *)launcher->pdata;
    launch_allow_more(&launch, CALLGRIND_SLOWDOWN, CALLGRIND_BYTES);
    return apart_case(arm->result->bench_case, &launch, run, counting, error);
}

bool callgrind_run_case(const struct arm *arm, const char *const *words, callgrind_take *take,
                        void *data, uint64_t *iterations, GError **error)
{
    struct scratch scratch;
    if (!callgrind_is_available(&arm->launch, error) || !scratch_open(&scratch, error))
        return false;
    struct counting counting = {.folder = scratch.folder, .take = take, .data = data};
    bool is_good = run_apart(arm, words, &counting, error);
    *iterations = counting.iterations;
    scratch_close(&scratch);
    return is_good;
}

static GPtrArray *make_words(const char *const *argv, const char *const *more, const char *folder)
{
    static const char *const first[] = {"valgrind", "-q", "--tool=callgrind",
                                        "--trace-children=yes"};
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(first); i++)
        g_ptr_array_add(words, g_strdup(first[i]));
    g_ptr_array_add(words, g_strdup_printf("--callgrind-out-file=%s/counts.%%p", folder));
    for (; *more != NULL; more++)
        g_ptr_array_add(words, g_strdup(*more));
    for (; *argv != NULL; argv++)
        g_ptr_array_add(words, g_strdup(*argv));
    g_ptr_array_add(words, NULL);
    return words;
}

static bool run_command(const char *const *words, const struct counting *counting, int *wait_status,
                        GError **error)
{
    unsigned n = 0;
    const struct subprocess_call call = {.argv = words};
    if (!apart_command(&call, wait_status, error))
        return false;
    if (interruption_is_requested())
        return interruption_set_error(error);
    if (!callgrind_take_files(counting->folder, NULL, counting->take, counting->data, &n, error))
        return false;
    bool is_unknown = WIFSIGNALED(*wait_status) && WTERMSIG(*wait_status) == SIGILL;
    if (n == 0)
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "%scallgrind wrote nothing",
                    is_unknown ? CALLGRIND_UNKNOWN_INSTRUCTIONS ": " : "");
    return n > 0;
}

bool callgrind_run_command(const char *const *argv, const char *const *words, callgrind_take *take,
                           void *data, int *wait_status, GError **error)
{
    struct scratch scratch;
    const struct launch none = {0};
    if (!callgrind_is_available(&none, error) || !scratch_open(&scratch, error))
        return false;
    const struct counting counting = {.folder = scratch.folder, .take = take, .data = data};
    g_autoptr(GPtrArray) all = make_words(argv, words, scratch.folder);
    bool is_good = run_command((const char *const *)all->pdata, &counting, wait_status, error);
    scratch_close(&scratch);
    return is_good;
}
