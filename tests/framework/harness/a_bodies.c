// SPDX-License-Identifier: MIT
// The second file of the suite: the first in the order of files, whatever the linker makes of it.
#include <benchrun/bench.h>

// Its members are in the other file, as are those of `loop`, which only has the default said.
BENCH_GROUP(inputs, .compares = false);
BENCH_GROUP(loop);

#define THREE_ON_A_LINE         \
    BENCH(order, on_one_line_c) \
    {                           \
        BENCH_LOOP (bench) {    \
        }                       \
    }                           \
    BENCH(order, on_one_line_a) \
    {                           \
        BENCH_LOOP (bench) {    \
        }                       \
    }                           \
    BENCH(order, on_one_line_b) \
    {                           \
        BENCH_LOOP (bench) {    \
        }                       \
    }

BENCH(order, second_by_name_first_by_line)
{
    BENCH_LOOP (bench) {
    }
}
BENCH(order, first_by_name_second_by_line)
{
    BENCH_LOOP (bench) {
    }
}
THREE_ON_A_LINE
BENCH(order, last)
{
    BENCH_LOOP (bench) {
    }
}
