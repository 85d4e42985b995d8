// SPDX-License-Identifier: MIT
// The same as code_program.c for what C alone does not have.
#include <benchrun/bench.h>

#include <algorithm>

#ifndef FACTOR
#define FACTOR 3
#endif

#ifdef EARLIER
int earlier(int x);
int earlier(int x)
{
    return x * 77 + 3;
}
#endif

struct shape {
    virtual ~shape() {}
    virtual int area(int x) const = 0;
};
struct square : shape {
    int area(int x) const override { return x * x; }
};
struct circle : shape {
    int area(int x) const override { return x * FACTOR; }
};

BENCH(cpp, virtual)
{
    shape *one = bench->arg ? static_cast<shape *>(new square) : new circle;
    int x = 3;
    BENCH_LOOP (bench) {
        bench_hide(x);
        x += one->area(x);
    }
    delete one;
}

// A function within a function has the name of the outer one in its own.
namespace inner
{
BENCH(cpp, sort)
{
    int numbers[] = {3, 1, 2};
    BENCH_LOOP (bench) {
        std::sort(numbers, numbers + 3, [](int a, int b) { return a * FACTOR < b; });
        bench_do_not_optimize(numbers[0]);
    }
}
} // namespace inner
