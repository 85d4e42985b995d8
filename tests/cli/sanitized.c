// SPDX-License-Identifier: MIT
// Built with ASan and UBSan: findings that end the worker, that only print, and that come last.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/programs/work.h"

// UBSan prints `runtime error:` and continues.
static void shift_too_far(void)
{
    volatile int places = 40;
    bench_do_not_optimize(1 << places);
}

static void put_out(struct bench *bench)
{
    static const int answer = 42;
    measure_something(bench);
    bench_output(bench, &answer, sizeof answer);
}

static void *take_memory(struct bench *bench)
{
    enum { BYTES = 50 << 20 };
    (void)bench;
    char *bytes = malloc(BYTES);
    if (bytes != NULL)
        memset(bytes, 1, BYTES);
    return bytes;
}

BENCH(sanitized, good, .baseline = true, .setup = take_memory, .teardown = free)
{
    put_out(bench);
}
BENCH(sanitized, reads_behind_the_heap)
{
    char *volatile bytes = malloc(8);
    BENCH_LOOP (bench) {
        bench_do_not_optimize(bytes[8]);
    }
    free(bytes);
}
BENCH(sanitized, shifts)
{
    shift_too_far();
    put_out(bench);
}
BENCH(sanitized, shifts_and_floods)
{
    shift_too_far();
    for (int i = 0; i < 20000; i++)
        fprintf(stderr, "%060d\n", i);
    put_out(bench);
}
BENCH(sanitized, shifts_and_skips)
{
    shift_too_far();
    bench_skip(bench, "no such device");
}
BENCH(sanitized, shifts_and_fails)
{
    shift_too_far();
    bench_fail(bench, "the sum is 3, not 4");
}
BENCH(sanitized, leaks)
{
    void *kept = malloc(1000);
    bench_do_not_optimize(kept);
    kept = NULL;
    put_out(bench);
}
// Other programs speak of errors, too.
BENCH(sanitized, talks)
{
    fputs("runtime error: none\nAddressSanitizer: a fine tool\n", stderr);
    put_out(bench);
}
