// SPDX-License-Identifier: MIT
#include "framework/runner/passes/apart.h"

#include <string.h>

#include "framework/base/interruption.h"

enum { LOOK_US = 50 * 1000 };

bool apart_case(const struct bench_case *bench_case, const struct launch *launch, apart_run run,
                void *data, GError **error)
{
    struct launch own = *launch;
    // A launcher would look for a bare name in PATH.
    g_autofree char *program =
        g_strconcat(strchr(launch->program, '/') ? "" : "./", launch->program, NULL);
    own.program = program;
    struct plan *plan = plan_new(0);
    struct station station;
    station_init(&station, plan_add(plan, bench_case, &own));
    bool is_good = run(&station, data, error);
    station_clear(&station);
    plan_free(plan);
    return is_good;
}

bool apart_command(const struct subprocess_call *call, int *wait_status, GError **error)
{
    struct subprocess process;
    if (!subprocess_start_here(call, &process, error))
        return false;
    while (!interruption_is_requested() &&
           !subprocess_wait(&process, g_get_monotonic_time() + LOOK_US))
        continue;
    *wait_status = process.wait_status;
    subprocess_end(&process);
    return true;
}
