// SPDX-License-Identifier: MIT
// Nothing is wrong with it: two alternatives at two arguments, quickly measured.
#include "tests/programs/work.h"

BENCH(good, direct, .baseline = true, .args = {16, 64}, .arg_name = "n")
{
    unsigned value = 0;
    BENCH_LOOP (bench) {
        value = mix(1, bench->arg);
        bench_do_not_optimize(value);
    }
    bench_items(bench, (double)bench->arg);
    bench_output(bench, &value, sizeof value);
}

BENCH(good, twice, .args = {16, 64}, .arg_name = "n")
{
    unsigned value = 0;
    BENCH_LOOP (bench) {
        value = mix(1, bench->arg);
        bench_do_not_optimize(value);
        value = mix(1, bench->arg);
        bench_do_not_optimize(value);
    }
    bench_items(bench, (double)bench->arg);
    bench_output(bench, &value, sizeof value);
}
