// SPDX-License-Identifier: MIT
#include "framework/runner/passes/profile_calls.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/profile/callgrind_file.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/callgrind.h"
#include "framework/runner/passes/tool_version.h"

// Paths are as deep as this.
#define CALLERS "--separate-callers=32"
#define PLAIN_NAMES "--demangle=no"

// Under callgrind: some 50 times as long as without.
static const double target_ns = 0.2e9;

static bool has_trigger(const char *text, const char *trigger)
{
    g_autofree char *line = g_strdup_printf("desc: Trigger: %s\n", trigger);
    return strstr(text, line) != NULL;
}

// Adds what the files of a folder say, and removes them; `trigger` NULL: all of them.
static bool take_files(const char *folder, const char *trigger, struct profile *profile,
                       const struct callgrind_metrics *metrics, unsigned *n, GError **error)
{
    bool is_good = true;
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    *n = 0;
    for (const char *name; files != NULL && (name = g_dir_read_name(files)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;
        bool is_wanted = is_good && metrics != NULL &&
                         g_file_get_contents(path, &text, NULL, NULL) && *text != '\0' &&
                         (trigger == NULL || has_trigger(text, trigger));
        if (is_wanted) {
            is_good = callgrind_file_add(text, profile, metrics, error);
            *n += 1;
        }
        remove(path);
    }
    return is_good;
}

static void forget_files(const char *folder)
{
    unsigned n = 0;
    take_files(folder, NULL, NULL, NULL, &n, NULL);
}

// valgrind ends a program at an instruction that it does not know.
#define UNKNOWN_INSTRUCTIONS                                                           \
    "valgrind cannot run this program's instructions, such as AVX-512 (build it with " \
    "-mno-avx512f)"

static void explain_end(const char *words, GError **error)
{
    if (strstr(words, "SIGILL") != NULL)
        g_prefix_error(error, UNKNOWN_INSTRUCTIONS ": ");
}

static bool fail(const struct station *station, GError **error)
{
    const char *why = station_why_out(station);
    if (interruption_is_requested())
        return interruption_set_error(error);
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "'%s' under callgrind: %s",
                station->arm->result->bench_case->id, why);
    explain_end(why, error);
    return false;
}

static struct profile_pass *add_pass(struct profile *profile)
{
    g_autofree char *version = tool_version("valgrind");
    g_autofree char *tool = g_strdup_printf("callgrind; %s", version);
    return profile_add_pass(profile, "calls", tool);
}

// Where callgrind writes, and what its counts go into.
struct counting {
    const char *folder;
    struct profile *profile;
};

static bool run_case(struct station *station, void *data, GError **error)
{
    static const struct start start = {0};
    const struct counting *counting = data;
    unsigned n = 0;
    if (!station_open(station, &start))
        return fail(station, error);
    station_calibrate(station, target_ns);
    forget_files(counting->folder);
    if (station->is_out || !station_take_sample(station, station->arm->iterations))
        return fail(station, error);
    struct callgrind_metrics metrics = callgrind_metrics_add(counting->profile);
    if (!take_files(counting->folder, CALLGRIND_LOOP_LEFT, counting->profile, &metrics, &n, error))
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
    add_pass(counting->profile)->iterations = (double)station->arm->iterations;
    return true;
}

static bool run_apart(const struct arm *arm, struct counting *counting, GError **error)
{
    g_autofree char *out = g_strdup_printf("--callgrind-out-file=%s/counts", counting->folder);
    const char *const launcher[] = {"valgrind",
                                    "-q",
                                    "--tool=callgrind",
                                    CALLGRIND_LOOP_ENTERED,
                                    CALLGRIND_LOOP_LEFT,
                                    out,
                                    CALLERS,
                                    PLAIN_NAMES,
                                    NULL};
    struct launch launch = arm->launch;
    launch.launcher = launcher;
    launch_allow_more(&launch, CALLGRIND_SLOWDOWN, CALLGRIND_BYTES);
    return apart_case(arm->result->bench_case, &launch, run_case, counting, error);
}

bool profile_calls_of_case(struct arm *arm, struct profile *profile, GError **error)
{
    struct scratch scratch;
    if (!callgrind_is_available(&arm->launch, error) || !scratch_open(&scratch, error))
        return false;
    struct counting counting = {scratch.folder, profile};
    bool is_good = run_apart(arm, &counting, error);
    scratch_close(&scratch);
    return is_good;
}

static GPtrArray *make_words(const char *const *argv, const char *folder)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(words, g_strdup("valgrind"));
    g_ptr_array_add(words, g_strdup("-q"));
    g_ptr_array_add(words, g_strdup("--tool=callgrind"));
    g_ptr_array_add(words, g_strdup("--trace-children=yes"));
    g_ptr_array_add(words, g_strdup(CALLERS));
    g_ptr_array_add(words, g_strdup(PLAIN_NAMES));
    g_ptr_array_add(words, g_strdup_printf("--callgrind-out-file=%s/counts.%%p", folder));
    for (; *argv != NULL; argv++)
        g_ptr_array_add(words, g_strdup(*argv));
    g_ptr_array_add(words, NULL);
    return words;
}

static bool run_command(const char *const *argv, const char *folder, struct profile *profile,
                        int *wait_status, GError **error)
{
    unsigned n = 0;
    g_autoptr(GPtrArray) words = make_words(argv, folder);
    const struct subprocess_call call = {.argv = (const char *const *)words->pdata};
    if (!apart_command(&call, wait_status, error))
        return false;
    if (interruption_is_requested())
        return interruption_set_error(error);
    struct callgrind_metrics metrics = callgrind_metrics_add(profile);
    if (!take_files(folder, NULL, profile, &metrics, &n, error))
        return false;
    add_pass(profile);
    bool is_unknown = WIFSIGNALED(*wait_status) && WTERMSIG(*wait_status) == SIGILL;
    if (n > 0 && is_unknown)
        g_ptr_array_add(profile->notes, g_strdup(UNKNOWN_INSTRUCTIONS ": its counts end there"));
    if (n > 0)
        return true;
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "%scallgrind wrote nothing",
                is_unknown ? UNKNOWN_INSTRUCTIONS ": " : "");
    return false;
}

bool profile_calls_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                              GError **error)
{
    struct scratch scratch;
    const struct launch none = {0};
    if (!callgrind_is_available(&none, error) || !scratch_open(&scratch, error))
        return false;
    bool is_good = run_command(argv, scratch.folder, profile, wait_status, error);
    scratch_close(&scratch);
    return is_good;
}
