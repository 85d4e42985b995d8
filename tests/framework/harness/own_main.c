// SPDX-License-Identifier: MIT
// A program with a main() of its own that is also a suite.
#include <stdio.h>

#include <benchrun/bench.h>

BENCH(order, in_the_program_itself)
{
    BENCH_LOOP (bench) {
    }
}

int main(int argc, char **argv)
{
    fputs("the program's own main\n", stderr);
    return bench_main(argc, argv);
}
