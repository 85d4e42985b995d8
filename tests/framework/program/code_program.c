// SPDX-License-Identifier: MIT
// A suite whose code changes with its macros: test_code.c builds it in pairs.
#include <benchrun/bench.h>

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FACTOR
#define FACTOR 7
#endif
#ifndef ENTRY
#define ENTRY 9
#endif
#ifndef TEXT
#define TEXT "a text to look at"
#endif
#ifndef SCALE
#define SCALE 0.3
#endif
#ifndef ELEMENTS
#define ELEMENTS 64
#endif
#ifndef START
#define START 5
#endif
#ifndef SHIFT
#define SHIFT 3
#endif
#ifndef THIRD
#define THIRD 33
#endif

#ifndef OPERATIONS
#define OPERATIONS add, negate
#endif
#ifndef LOW_CASE
#define LOW_CASE 1
#define HIGH_CASE 3
#endif

#ifndef HOOKED
#define HOOKED 3
#endif
#ifndef FILLING
#define FILLING 3
#endif
#ifndef STEP
#define STEP 3
#endif
#ifndef FIRST
#define FIRST 3
#endif

#ifdef EARLIER
int earlier(int x);
int earlier(int x)
{
    return printf("%d and %s and %g\n", x * 31, "something else", x * 0.77);
}
static const int earlier_table[] = {4, 5, 6, 7, 8};
int earlier_entry(int i);
int earlier_entry(int i)
{
    return earlier_table[i];
}
int earlier_count = 3;
#endif

int unrelated(int x);
int unrelated(int x)
{
#ifdef UNRELATED
    return x * UNRELATED + earlier(x);
#else
    return x;
#endif
}

static const int table[] = {3, 1, 4, 1, ENTRY};
static int count = START;
static __thread int local_count = START;

static int compare(const void *a, const void *b)
{
    return (*(const int *)a - *(const int *)b) >> (SHIFT - 3);
}

HELPER static int helper(int x)
{
    return x * FACTOR + table[x & 3];
}

__attribute__((noinline)) static int choose(int x)
{
    switch (x) {
    case 0:
        return 11;
    case LOW_CASE:
        return abs(count);
    case 2:
        return puts("two");
    case HIGH_CASE:
        return THIRD;
    case 4:
        return helper(x) + rand();
    case 5:
        return getchar();
    case 6:
        return atoi("6");
    }
    return 0;
}

struct operations {
    int (*first)(int);
    int (*second)(int);
};
__attribute__((noinline)) static int add(int x)
{
    return x + SHIFT;
}
__attribute__((noinline)) static int negate(int x)
{
    return -x;
}
static const struct operations operations = {OPERATIONS};
static const struct operations *volatile chosen = &operations;

static const char *text_of(int x)
{
    return x == 3 ? TEXT : "another";
}

static void *make(struct bench *bench)
{
    int *numbers = calloc(ELEMENTS, sizeof *numbers);
    (void)bench;
    return numbers;
}

BENCH(code, all, .name = "shown otherwise", .setup = make, .teardown = free)
{
    int *numbers = bench_fixture(bench);
    int x = 3;
    double scaled = 0;
    BENCH_LOOP (bench) {
        bench_hide(x);
        numbers[1] = helper(x);
        qsort(numbers, 3, sizeof *numbers, compare);
        x = choose(x & 7) + chosen->second(x) + text_of(x)[x & 7];
        scaled += SCALE * x;
        local_count++;
        count++;
        bench_do_not_optimize(scaled);
    }
}

// Refers to little; the name of another case begins the same way.
BENCH(code, small)
{
    int x = 3;
    BENCH_LOOP (bench) {
        bench_hide(x);
        x = helper(x);
    }
}
BENCH(code, small_too)
{
    BENCH_LOOP (bench) {
        bench_clobber_memory();
    }
}

// What is called through a pointer, and what set it.
int (*hook)(int);
__attribute__((noinline)) static int hooked_by_setup(int x)
{
    return x * HOOKED;
}
__attribute__((noinline, noipa)) static void fill(int *numbers, int n)
{
    for (int i = 0; i < n; i++)
        numbers[i] = i * FILLING;
    __asm__ volatile("" : : "r"(numbers) : "memory");
}
static void *set_hook(struct bench *bench)
{
    static int filled[8];
    (void)bench;
    fill(filled, 8);
    hook = hooked_by_setup;
    return filled;
}
BENCH(code, hooked, .setup = set_hook)
{
    int x = 3;
    BENCH_LOOP (bench) {
        bench_hide(x);
        x = hook(x);
    }
}

// Fixtures that the body makes itself.
BENCH(code, filled)
{
    int numbers[8];
    int x = 3;
    fill(numbers, 8);
    BENCH_LOOP (bench) {
        bench_hide(x);
        x = numbers[x & 7] * STEP;
    }
    fill(numbers, x & 7);
}

__attribute__((noinline)) static int loop_apart(struct bench *bench, const int *numbers)
{
    int x = 3;
    BENCH_LOOP (bench) {
        bench_hide(x);
        x = numbers[x & 7] * STEP;
    }
    return x;
}
BENCH(code, filled_apart)
{
    int numbers[8];
    fill(numbers, 8);
    int x = loop_apart(bench, numbers);
    fill(numbers, x & 7);
}

#ifdef THREADS
volatile int answer;
static void *run_thread(void *data)
{
    for (;;)
        answer = hooked_by_setup(answer);
    return data;
}
static void *start_thread(struct bench *bench)
{
    pthread_t thread;
    pthread_create(&thread, NULL, run_thread, bench);
    return bench;
}
BENCH(code, waits, .setup = start_thread)
{
    BENCH_LOOP (bench) {
        while (answer & 1) {
        }
    }
}
#endif

#ifdef LOADS
BENCH(code, loaded)
{
    int (*function)(int) = (int (*)(int))dlsym(NULL, "abs");
    int x = 3;
    BENCH_LOOP (bench) {
        bench_hide(x);
        x = function(x);
    }
}
#endif

volatile int constructed;
__attribute__((constructor)) static void construct(void)
{
    constructed = FIRST;
}
