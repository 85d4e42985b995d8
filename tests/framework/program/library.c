// SPDX-License-Identifier: MIT
// A shared library whose code changes with its macros: test_code_libraries.c builds it in pairs.
#ifndef FACTOR
#define FACTOR 7
#endif
#ifndef FILLING
#define FILLING 3
#endif
#ifndef SCALE
#define SCALE 5
#endif
#ifndef OTHER
#define OTHER 2
#endif

int lib_scale = SCALE;
int lib_hook(int x); // the program has it

__attribute__((noinline, noipa)) int lib_inner(int x)
{
    return x * FACTOR;
}

int lib_work(int x)
{
    return lib_inner(x) + 1;
}

int lib_unused(int x)
{
    return x * OTHER;
}

void lib_fill(int *numbers, int n)
{
    for (int i = 0; i < n; i++)
        numbers[i] = i * FILLING;
}

int lib_calls_hook(int x)
{
    return lib_hook(x) + 1;
}

int lib_calls(int (*function)(int), int x)
{
    return function(x) + 1;
}
