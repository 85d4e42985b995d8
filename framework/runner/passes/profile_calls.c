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

bool profile_calls_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                              GError **error)
{
    static const char *const words[] = {CALLERS, PLAIN_NAMES, NULL};
    struct counting counting = {.profile = profile};
    if (!callgrind_run_command(argv, words, take, &counting, wait_status, error))
        return false;
    add_pass(profile);
    if (WIFSIGNALED(*wait_status) && WTERMSIG(*wait_status) == SIGILL)
        g_ptr_array_add(profile->notes,
                        g_strdup(CALLGRIND_UNKNOWN_INSTRUCTIONS ": its counts end there"));
    return true;
}
