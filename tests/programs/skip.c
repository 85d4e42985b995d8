// SPDX-License-Identifier: MIT
// Every way to say no, next to a case that is measured.
#include "tests/programs/work.h"

static bool never(void)
{
    return false;
}

static void *skip_set_up(struct bench *bench)
{
    bench_skip(bench, "the set-up finds no such device");
    return NULL;
}

static void *fail_set_up(struct bench *bench)
{
    bench_fail(bench, "the set-up cannot read its input");
    return NULL;
}

// It trusts its argument, as most do: a set-up that gave nothing leaves nothing to take down.
static void overwrite(void *fixture)
{
    *(volatile int *)fixture = 0;
}

BENCH(skip, good, .baseline = true)
{
    measure_something(bench);
}
BENCH(skip, by_its_condition, .skip_unless = never)
{
    measure_something(bench);
}
BENCH(skip, in_its_set_up, .setup = skip_set_up, .teardown = overwrite)
{
    measure_something(bench);
}
BENCH(skip, in_its_body)
{
    bench_skip(bench, "the body finds no such instruction");
}
BENCH(skip, fails_in_its_set_up, .setup = fail_set_up, .teardown = overwrite)
{
    measure_something(bench);
}
BENCH(skip, fails_in_its_body)
{
    measure_something(bench);
    bench_fail(bench, "the sum is 3, not 4");
}
