// SPDX-License-Identifier: MIT
// A suite that is linked with library.c.
#include <benchrun/bench.h>

#ifndef HOOK
#define HOOK 11
#endif
#ifndef CALLBACK
#define CALLBACK 13
#endif

extern int lib_scale;
int lib_work(int x);
int lib_calls_hook(int x);
int lib_calls(int (*function)(int), int x);
void lib_fill(int *numbers, int n);

int lib_hook(int x);
int lib_hook(int x)
{
    return x * HOOK;
}

static int callback(int x)
{
    return x * CALLBACK;
}

static void *fill(struct bench *bench)
{
    static int numbers[8];
    (void)bench;
    lib_fill(numbers, 8);
    return numbers;
}

#define CASE(name, expression, ...) \
    BENCH(lib, name, __VA_ARGS__)   \
    {                               \
        int x = 3;                  \
        BENCH_LOOP (bench) {        \
            bench_hide(x);          \
            x = (expression);       \
        }                           \
    }

CASE(work, lib_work(x), .setup = fill)
CASE(hook, lib_calls_hook(x), .tags = "hook")
CASE(callback, lib_calls(callback, x), .tags = "callback")
CASE(variable, x *lib_scale, .tags = "variable")
