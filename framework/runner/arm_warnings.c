// SPDX-License-Identifier: MIT
#include "framework/runner/arm_warnings.h"

bool arm_is_pinned(const struct arm *arm)
{
    return arm->launch.cpus == NULL && arm->launch.cpu >= 0;
}

void arm_warn_of_few_runs(const struct arm *arm, enum ending ending, unsigned good)
{
    guint n = arm->result->processes->len;
    if (n > 0 && n < good && ending == ENDED_BY_BUDGET)
        result_warn(arm->result,
                    "only %u run%s fit in the budget; a larger --time, or --runs, makes "
                    "it surer",
                    n, n == 1 ? "" : "s");
}

void arm_warn_of_cpus(const struct arm *arm, const struct arm *baseline, bool has_lost_cpu)
{
    const struct launch *launch = &arm->launch;
    if (has_lost_cpu && arm_is_pinned(arm))
        result_warn(arm->result,
                    "CPU %d was taken away while it was measured (its cpuset changed), so it ran "
                    "on another: measure it again",
                    launch->cpu);
    if (launch->cpus != NULL && arm->result->bench_case->command == NULL &&
        CPU_COUNT_S(launch->cpus_bytes, launch->cpus) == 1)
        result_warn(arm->result, "should keep several CPUs busy, but benchrun may use only one: "
                                 "allow more (taskset, or the container's limits)");
    else if (arm_is_pinned(arm) && !arm_is_pinned(baseline))
        result_warn(arm->result,
                    "pinned to one CPU, but compared with a case that may use them all");
    else if (!arm_is_pinned(arm) && arm_is_pinned(baseline))
        result_warn(arm->result, "may use every CPU, but compared with a case pinned to one");
}
