// SPDX-License-Identifier: MIT
#include "framework/harness/disturbance.h"

#include <sched.h>
#include <sys/resource.h>

struct disturbance disturbance_read(void)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return (struct disturbance){
        .preempted = (uint64_t)usage.ru_nivcsw,
        .waited = (uint64_t)usage.ru_nvcsw,
        .major_faults = (uint64_t)usage.ru_majflt,
        .migrated = (uint64_t)sched_getcpu(),
    };
}

void disturbance_add(struct disturbance *total, const struct disturbance *before,
                     const struct disturbance *after)
{
    total->preempted += after->preempted - before->preempted;
    total->waited += after->waited - before->waited;
    total->major_faults += after->major_faults - before->major_faults;
    total->migrated |= after->migrated != before->migrated;
}
