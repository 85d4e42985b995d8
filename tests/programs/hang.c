// SPDX-License-Identifier: MIT
// Every way not to come back, next to a case that is measured.
#include <signal.h>
#include <unistd.h>

#include "tests/programs/work.h"

static void *hang_set_up(struct bench *bench)
{
    (void)bench;
    while (pause() != 0)
        continue;
    return NULL;
}

BENCH(hang, good, .baseline = true)
{
    measure_something(bench);
}
BENCH(hang, asleep)
{
    BENCH_LOOP (bench) {
        for (;;)
            pause();
    }
}
BENCH(hang, busy_and_deaf)
{
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    BENCH_LOOP (bench) {
        for (;;)
            bench_clobber_memory();
    }
}
BENCH(hang, in_its_set_up, .setup = hang_set_up)
{
    measure_something(bench);
}
