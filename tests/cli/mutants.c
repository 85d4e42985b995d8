// SPDX-License-Identifier: MIT
// Groups in which one alternative is broken on purpose: the check must find which, and where.
#include <stdlib.h>

#include "tests/programs/work.h"

// Two outputs; only the second is wrong, and only at one place.
static void put_out_floats(struct bench *bench, double wrong_by)
{
    double values[5] = {0, 1, 2, 3, 4};
    int first = 7;
    values[3] += wrong_by;
    measure_something(bench);
    bench_output(bench, &first, sizeof first);
    bench_output_f64(bench, values, 5, 1e-3);
}

static void put_out_byte(struct bench *bench, int64_t value)
{
    unsigned char byte = (unsigned char)value;
    measure_something(bench);
    bench_output(bench, &byte, 1);
}

BENCH(close, plain, .baseline = true)
{
    put_out_floats(bench, 0);
}
BENCH(close, within)
{
    put_out_floats(bench, 0.002);
}
BENCH(close, beyond)
{
    put_out_floats(bench, 0.5);
}

BENCH(first, one, .args = {4, 8})
{
    put_out_byte(bench, bench->arg);
}
// Right where the argument is small.
BENCH(first, two, .args = {4, 8})
{
    put_out_byte(bench, bench->arg > 4 ? 4 : bench->arg);
}

BENCH(gone, plain, .baseline = true)
{
    abort();
    put_out_byte(bench, 0);
}
BENCH(gone, one)
{
    put_out_byte(bench, 1);
}
BENCH(gone, two)
{
    put_out_byte(bench, 2);
}
