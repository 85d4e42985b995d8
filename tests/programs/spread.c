// SPDX-License-Identifier: MIT
// Reports how many CPUs its worker may use.
#include <sched.h>

#include "tests/programs/work.h"

static void report_cpus(struct bench *bench)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    measure_something(bench);
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        bench_fail(bench, "more CPUs than this program knows to count");
    bench_metric(bench, "cpus", CPU_COUNT(&set), NULL);
}

BENCH(spread, over_one, .baseline = true)
{
    report_cpus(bench);
}
BENCH(spread, over_all, .all_cpus = true)
{
    report_cpus(bench);
}
BENCH(all, one, .baseline = true, .all_cpus = true)
{
    report_cpus(bench);
}
BENCH(all, other, .all_cpus = true)
{
    report_cpus(bench);
}
