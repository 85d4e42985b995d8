// SPDX-License-Identifier: MIT
// Spends 60, 30 and 10 % of its time in three functions, the last of which a callback of qsort()
// calls, as many times as its argument says (some 10 ms each); and calls one of them recursively.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile uint64_t sink;

// Dependent multiplications: the same time for each, whatever else a core does.
static inline __attribute__((always_inline)) uint64_t spin(uint64_t times)
{
    uint64_t x = 1;
    for (uint64_t i = 0; i < times; i++) {
        x = x * UINT64_C(6364136223846793005) + 1;
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}

enum { UNIT = 700000 };

__attribute__((noinline)) static void sixty(unsigned depth)
{
    if (depth > 0) {
        sixty(depth - 1);
        sink++; // no tail call
        return;
    }
    sink += spin(6 * UNIT);
}

__attribute__((noinline)) static void thirty(void)
{
    sink += spin(3 * UNIT);
}

__attribute__((noinline)) static void ten(void)
{
    sink += spin(UNIT);
}

static int is_called;

static int compare(const void *a, const void *b)
{
    if (!is_called) {
        is_called = 1;
        ten();
    }
    return memcmp(a, b, 1);
}

int main(int argc, char **argv)
{
    unsigned long times = argc > 1 ? strtoul(argv[1], NULL, 10) : 10;
    for (unsigned long i = 0; i < times; i++) {
        char letters[] = "dcba";
        is_called = 0;
        sixty(3);
        thirty();
        qsort(letters, 4, 1, compare);
    }
    printf("%llu\n", (unsigned long long)sink);
    return 0;
}
