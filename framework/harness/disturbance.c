// SPDX-License-Identifier: MIT
#include "framework/harness/disturbance.h"

#include <sched.h>
#include <sys/resource.h>
#include <time.h>

static uint64_t to_ns(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

// The clock of the process is finer than the microseconds of getrusage().
static uint64_t read_cpu_ns(void)
{
    struct timespec own;
    struct rusage children;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    return (uint64_t)own.tv_sec * 1000000000u + (uint64_t)own.tv_nsec + to_ns(children.ru_utime) +
           to_ns(children.ru_stime);
}

struct disturbance disturbance_read(void)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return (struct disturbance){
        .preempted = (uint64_t)usage.ru_nivcsw,
        .waited = (uint64_t)usage.ru_nvcsw,
        .major_faults = (uint64_t)usage.ru_majflt,
        .migrated = (uint64_t)sched_getcpu(),
        .cpu_ns = read_cpu_ns(),
    };
}

void disturbance_add(struct disturbance *total, const struct disturbance *before,
                     const struct disturbance *after)
{
    total->preempted += after->preempted - before->preempted;
    total->waited += after->waited - before->waited;
    total->major_faults += after->major_faults - before->major_faults;
    total->cpu_ns += after->cpu_ns - before->cpu_ns;
    total->migrated |= after->migrated != before->migrated;
}
