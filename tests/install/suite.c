// SPDX-License-Identifier: MIT
// A user's suite: C11 and C++20, nothing but the installed header.
#include <benchrun/bench.h>

static unsigned add_up(unsigned n)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < n; i++) {
        bench_hide(i);
        sum += i;
    }
    return sum;
}

BENCH(installed, loop, .baseline = true, .args = {10, 100}, .arg_name = "n")
{
    BENCH_LOOP (bench) {
        bench_do_not_optimize(add_up((unsigned)bench->arg));
    }
}
BENCH(installed, twice, .args = {10, 100}, .arg_name = "n")
{
    BENCH_LOOP (bench) {
        bench_do_not_optimize(add_up((unsigned)bench->arg));
        bench_do_not_optimize(add_up((unsigned)bench->arg));
    }
}
