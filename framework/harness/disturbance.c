// SPDX-License-Identifier: MIT
#include "framework/harness/disturbance.h"

#include <sched.h>
#include <sys/resource.h>
#include <time.h>

static uint64_t to_ns(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

static uint64_t read_own_cpu_ns(void)
{
    struct timespec own;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    return (uint64_t)own.tv_sec * 1000000000u + (uint64_t)own.tv_nsec;
}

// The clock of the process is finer than the microseconds of getrusage(), which children are left
// with.
struct disturbance disturbance_read(bool of_all)
{
    struct rusage own;
    struct rusage children;
    getrusage(of_all ? RUSAGE_SELF : RUSAGE_THREAD, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    struct disturbance disturbance = {
        .preempted = (uint64_t)own.ru_nivcsw,
        .waited = (uint64_t)own.ru_nvcsw,
        .major_faults = (uint64_t)own.ru_majflt,
        .minor_faults = (uint64_t)own.ru_minflt,
        .migrated = (uint64_t)sched_getcpu(),
        .cpu_ns = read_own_cpu_ns() + to_ns(children.ru_utime) + to_ns(children.ru_stime),
    };
    if (of_all) {
        disturbance.preempted += (uint64_t)children.ru_nivcsw;
        disturbance.major_faults += (uint64_t)children.ru_majflt;
        disturbance.minor_faults += (uint64_t)children.ru_minflt;
    }
    return disturbance;
}

void disturbance_add(struct disturbance *total, const struct disturbance *before,
                     const struct disturbance *after)
{
    total->preempted += after->preempted - before->preempted;
    total->waited += after->waited - before->waited;
    total->major_faults += after->major_faults - before->major_faults;
    total->minor_faults += after->minor_faults - before->minor_faults;
    total->cpu_ns += after->cpu_ns - before->cpu_ns;
    total->migrated |= after->migrated != before->migrated;
}
