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
#include "framework/runner/passes/callgrind_case.h"
#include "framework/runner/passes/tool_version.h"

// Paths are as deep as this.
#define CALLERS "--separate-callers=32"
#define PLAIN_NAMES "--demangle=no"

struct counting {
    struct profile *profile;
    struct callgrind_metrics metrics;
    bool has_metrics; // where nothing was counted the profile has none
};

static bool take(const char *text, void *data, GError **error)
{
    struct counting *counting = data;
    if (!counting->has_metrics)
        counting->metrics = callgrind_metrics_add(counting->profile);
    counting->has_metrics = true;
    return callgrind_file_add(text, counting->profile, &counting->metrics, error);
}

static struct profile_pass *add_pass(struct profile *profile)
{
    g_autofree char *version = tool_version("valgrind");
    g_autofree char *tool = g_strdup_printf("callgrind; %s", version);
    return profile_add_pass(profile, "calls", tool);
}

bool profile_calls_of_case(struct arm *arm, struct profile *profile, GError **error)
{
    static const char *const words[] = {CALLERS, PLAIN_NAMES, NULL};
    struct counting counting = {.profile = profile};
    uint64_t iterations = 0;
    if (!callgrind_run_case(arm, words, take, &counting, &iterations, error))
        return false;
    add_pass(profile)->iterations = (double)iterations;
    return true;
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
    struct counting counting = {.profile = profile};
    if (!callgrind_take_files(folder, NULL, take, &counting, &n, error))
        return false;
    add_pass(profile);
    bool is_unknown = WIFSIGNALED(*wait_status) && WTERMSIG(*wait_status) == SIGILL;
    if (n > 0 && is_unknown)
        g_ptr_array_add(profile->notes,
                        g_strdup(CALLGRIND_UNKNOWN_INSTRUCTIONS ": its counts end there"));
    if (n > 0)
        return true;
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "%scallgrind wrote nothing",
                is_unknown ? CALLGRIND_UNKNOWN_INSTRUCTIONS ": " : "");
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
