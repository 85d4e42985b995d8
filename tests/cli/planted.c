// SPDX-License-Identifier: MIT
// Two cases, of which one has FACTOR times FACTOR the work; that is so much that no machine
// hides it. With STEPS six more. Built by the tests, with other sources around it.
#include <benchrun/bench.h>

#ifndef FACTOR
#define FACTOR 1
#endif

static void work(struct bench *bench, unsigned n)
{
    uint64_t x = 3;
    bench_hide(n);
    BENCH_LOOP (bench) {
        for (unsigned i = 0; i < n; i++) {
            x *= 5;
            __asm__ volatile("" : "+r"(x));
        }
    }
    bench_do_not_optimize(x);
}

BENCH(planted, slowed)
{
    work(bench, 300 * FACTOR * FACTOR);
}

BENCH(planted, left_alone)
{
    work(bench, 300);
}

#ifdef REMOVED
BENCH(planted, removed)
{
    work(bench, 300);
}
#endif

#ifdef GATED
// Waits while the file that GATE names is there, and writes the name of its node into GATE.node.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *wait_at_the_gate(struct bench *bench)
{
    const char *gate = getenv("GATE");
    char path[4096];
    (void)bench;
    if (gate == NULL || access(gate, F_OK) != 0)
        return NULL;
    snprintf(path, sizeof path, "%s.node", gate);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        abort();
    fprintf(file, "%s\n", getenv("SLURMD_NODENAME"));
    fclose(file);
    while (access(gate, F_OK) == 0)
        usleep(5000);
    return NULL;
}

BENCH(planted, gated, .setup = wait_at_the_gate)
{
    work(bench, 300);
}
#endif

#ifdef STEPS
// Base has STEPS 0, head 1: step n has twice the change of the step before it.
#define STEP(n)                         \
    BENCH(planted, step_##n)            \
    {                                   \
        work(bench, 100u << n * STEPS); \
    }
STEP(1)
STEP(2)
STEP(3)
STEP(4)
STEP(5)
STEP(6)
#endif
