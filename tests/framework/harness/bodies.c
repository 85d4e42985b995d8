// SPDX-License-Identifier: MIT
// A suite with a body for every promise of the public header.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <benchrun/bench.h>

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static unsigned long count;

BENCH(loop, plain, .baseline = true)
{
    count = 0;
    BENCH_LOOP (bench) {
        count++;
        bench_hide(count);
    }
    bench_metric(bench, "count", (double)count, "iterations");
}
BENCH(loop, continues)
{
    count = 0;
    BENCH_LOOP (bench) {
        count++;
        bench_hide(count);
        if (count % 2 == 0)
            continue;
    }
    bench_metric(bench, "count", (double)count, "iterations");
}
BENCH(loop, never_entered)
{
    bench_bytes(bench, 1);
}
BENCH(loop, left_by_break)
{
    BENCH_LOOP (bench) {
        break;
    }
}
BENCH(loop, left_by_return)
{
    BENCH_LOOP (bench) {
        return;
    }
}
BENCH(loop, left_by_goto)
{
    BENCH_LOOP (bench) {
        goto out;
    }
out:;
}
BENCH(loop, entered_twice)
{
    BENCH_LOOP (bench) {
    }
    BENCH_LOOP (bench) {
    }
}
BENCH(loop, entered_thrice)
{
    for (int i = 0; i < 3; i++) {
        BENCH_LOOP (bench) {
        }
    }
}
BENCH(loop, nested)
{
    BENCH_LOOP (bench) {
        unsigned long left = bench_loop_begin(bench);
        if (left > 0)
            bench_loop_end(bench);
    }
}

BENCH(batch, whole)
{
    count = 0;
    for (size_t n; (n = bench_batch(bench, 7)) != 0;) {
        size_t i = 0;
        if (n > 7)
            abort();
        BENCH_LOOP (bench) {
            i++;
            bench_hide(i);
        }
        if (i != n)
            bench_fail(bench, "a batch of another size");
        count += i;
    }
    bench_metric(bench, "count", (double)count, "iterations");
}
BENCH(batch, left_early)
{
    if (bench_batch(bench, 3) != 0) {
        BENCH_LOOP (bench) {
        }
    }
}
BENCH(batch, left_by_break)
{
    while (bench_batch(bench, 3) != 0) {
        BENCH_LOOP (bench) {
            break;
        }
    }
}
BENCH(batch, without_a_loop)
{
    while (bench_batch(bench, 3) != 0)
        continue;
}
BENCH(batch, with_two_loops)
{
    while (bench_batch(bench, 3) != 0) {
        BENCH_LOOP (bench) {
        }
        BENCH_LOOP (bench) {
        }
    }
}
BENCH(batch, without_capacity)
{
    while (bench_batch(bench, 0) != 0) {
        BENCH_LOOP (bench) {
        }
    }
}
BENCH(batch, after_a_loop)
{
    BENCH_LOOP (bench) {
    }
    while (bench_batch(bench, 3) != 0) {
        BENCH_LOOP (bench) {
        }
    }
}
BENCH(batch, as_large_as_can_be)
{
    while (bench_batch(bench, (size_t)-1) != 0) {
        BENCH_LOOP (bench) {
        }
    }
}

BENCH(world, prints)
{
    puts("ok iterations=1 elapsed_ns=1");
    printf("half a line");
    BENCH_LOOP (bench) {
    }
}
BENCH(world, reads)
{
    BENCH_LOOP (bench) {
    }
    if (getchar() != EOF)
        bench_fail(bench, "its stdin is not empty");
}
BENCH(world, closes_files)
{
    for (int fd = 0; fd < 100; fd++)
        close(fd);
    BENCH_LOOP (bench) {
    }
}
BENCH(world, forks)
{
    if (fork() < 0)
        abort();
    BENCH_LOOP (bench) {
    }
}

static void burn(double cpu_s)
{
    clock_t end = clock() + (clock_t)(cpu_s * CLOCKS_PER_SEC);
    while (clock() < end)
        continue;
}
BENCH(cpu, sleeps)
{
    BENCH_LOOP (bench) {
        usleep(5000);
    }
}
BENCH(cpu, burns)
{
    BENCH_LOOP (bench) {
        burn(0.02);
    }
}
BENCH(cpu, burns_in_a_child)
{
    BENCH_LOOP (bench) {
        pid_t child = fork();
        if (child == 0) {
            burn(0.02);
            _exit(0);
        }
        waitpid(child, NULL, 0);
    }
}

static pid_t fork_to(const cpu_set_t *cpu, void (*work)(void))
{
    pid_t child = fork();
    if (child == 0) {
        sched_setaffinity(0, sizeof *cpu, cpu);
        work();
        _exit(0);
    }
    return child;
}
static void burn_forever(void)
{
    for (;;)
        burn(1);
}
static void yield_often(void)
{
    struct rusage own;
    do {
        sched_yield();
        getrusage(RUSAGE_SELF, &own);
    } while (own.ru_nivcsw < 20);
}
// A child that shares its CPU with another one gives way to it.
static void yield_in_a_child(void)
{
    cpu_set_t cpu;
    CPU_ZERO(&cpu);
    CPU_SET((unsigned)sched_getcpu(), &cpu);
    pid_t other = fork_to(&cpu, burn_forever);
    waitpid(fork_to(&cpu, yield_often), NULL, 0);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
}
BENCH(cpu, child_yields)
{
    BENCH_LOOP (bench) {
        yield_in_a_child();
    }
}
BENCH(cpu, child_yields_and_counts, .all_cpus = true)
{
    BENCH_LOOP (bench) {
        yield_in_a_child();
    }
}
BENCH(names, n1, .name = "two\nlines", .tags = "a b,c\n")
{
    BENCH_LOOP (bench) {
    }
}
BENCH(names, n2, .name = "100% of a space", .args = {1}, .arg_name = "size of x")
{
    BENCH_LOOP (bench) {
    }
}
BENCH(names, n3, .name = "größer\t\x7f\x01\xff")
{
    BENCH_LOOP (bench) {
    }
}

BENCH(arguments, several, .args = {1, 2, 3})
{
    BENCH_LOOP (bench) {
    }
    bench_metric(bench, "arg", (double)bench->arg, "");
}
BENCH(arguments, claims, .args = {1, 2, 3}, .min_speedup = 1.5, .claim_arg = 2)
{
    BENCH_LOOP (bench) {
    }
}
BENCH(arguments, last_is_0, .args = {5, 0}, .n_args = 2)
{
    BENCH_LOOP (bench) {
    }
}
BENCH(arguments, only_0, .args = {0}, .n_args = 1)
{
    BENCH_LOOP (bench) {
    }
}
BENCH(arguments, first_is_0, .args = {0, 7})
{
    BENCH_LOOP (bench) {
    }
}
BENCH(arguments, extremes, .args = {-1, INT64_MIN, INT64_MAX})
{
    BENCH_LOOP (bench) {
    }
}
BENCH(arguments, all, .args = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                               17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32})
{
    BENCH_LOOP (bench) {
    }
}
BENCH(arguments, too_many_said, .args = {1, 2}, .n_args = 1000)
{
    BENCH_LOOP (bench) {
    }
}

BENCH_GROUP(tasks, .compares = false);

BENCH(inputs, ascending, .args = {1, 2})
{
    BENCH_LOOP (bench) {
    }
}
BENCH(inputs, random)
{
    BENCH_LOOP (bench) {
    }
}
BENCH(tasks, insert)
{
    BENCH_LOOP (bench) {
    }
}

static void *make_fixture(struct bench *bench)
{
    int64_t *fixture = malloc(sizeof *fixture);
    if (fixture == NULL)
        abort();
    *fixture = bench->arg;
    fputs("made\n", stderr);
    return fixture;
}
static void free_fixture(void *fixture)
{
    fputs("taken down\n", stderr);
    free(fixture);
}
static void *make_and_skip(struct bench *bench)
{
    bench_skip(bench, "made in vain");
    bench_fail(bench, "the first word counts");
    return make_fixture(bench);
}
static void *skip_at_once(struct bench *bench)
{
    bench_skip(bench, NULL);
    return NULL;
}
static bool never(void)
{
    return false;
}

BENCH(fixture, made, .args = {77}, .setup = make_fixture, .teardown = free_fixture)
{
    const int64_t *fixture = bench_fixture(bench);
    BENCH_LOOP (bench) {
    }
    if (*fixture != bench->arg)
        bench_fail(bench, "another fixture");
}
BENCH(fixture, skipped_when_made, .setup = make_and_skip, .teardown = free_fixture)
{
    abort();
    (void)bench;
}
BENCH(fixture, skipped_before, .setup = skip_at_once, .teardown = free_fixture)
{
    abort();
    (void)bench;
}
BENCH(fixture, not_here, .setup = make_fixture, .teardown = free_fixture, .skip_unless = never)
{
    abort();
    (void)bench;
}
BENCH(fixture, none)
{
    if (bench_fixture(bench) != NULL)
        abort();
    BENCH_LOOP (bench) {
    }
}

BENCH(words, skip_in_body)
{
    bench_skip(bench, "no 100%\nway");
}
BENCH(words, fail_after_loop)
{
    BENCH_LOOP (bench) {
    }
    bench_fail(bench, "wrong");
    bench_skip(bench, "the first word counts");
}
BENCH(words, fail_at_length)
{
    static char why[100000];
    memset(why, ' ', sizeof why - 1);
    BENCH_LOOP (bench) {
    }
    bench_fail(bench, why);
}
BENCH(words, fail_once)
{
    static int calls;
    BENCH_LOOP (bench) {
    }
    if (calls++ == 0)
        bench_fail(bench, "only the first time");
}

static void report_metrics(struct bench *bench, int n)
{
    for (int i = 0; i < n; i++) {
        char name[200];
        snprintf(name, sizeof name, "metric %d %0100d", i, 0);
        bench_metric(bench, name, i, "unit of great length, longer than there is room for it");
    }
}
BENCH(metrics, sixteen)
{
    BENCH_LOOP (bench) {
    }
    for (int i = 0; i < 16; i++) {
        char name[8];
        snprintf(name, sizeof name, "m%d", i);
        bench_metric(bench, name, i, i % 2 ? "u" : NULL);
    }
    bench_metric(bench, "m3", 33, "u");
    bench_metric(bench, "m4", __builtin_nan(""), "u");
    bench_bytes(bench, 8.5);
    bench_items(bench, 3);
}
BENCH(metrics, seventeen)
{
    BENCH_LOOP (bench) {
    }
    for (int i = 0; i < 17; i++) {
        char name[8];
        snprintf(name, sizeof name, "m%d", i);
        bench_metric(bench, name, i, "");
    }
}
BENCH(metrics, long_names)
{
    BENCH_LOOP (bench) {
    }
    report_metrics(bench, 16);
}

BENCH(outputs, short_ones)
{
    BENCH_LOOP (bench) {
    }
    for (size_t n = 0; n <= 10; n++)
        bench_output(bench, "\xff\x00\x01zyxwvut", n);
}
BENCH(outputs, long_one)
{
    static unsigned char data[1 << 20];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 7 + i / 251);
    BENCH_LOOP (bench) {
    }
    bench_output(bench, data, sizeof data - 1);
}
BENCH(outputs, floats)
{
    const float single[] = {1.5f, -0.0f};
    const double both[] = {1e300, __builtin_inf()};
    BENCH_LOOP (bench) {
    }
    bench_output_f32(bench, single, 2, 1e-4);
    bench_output_f64(bench, both, 2, 0);
    bench_output_f64(bench, NULL, 0, __builtin_nan(""));
}
BENCH(outputs, when_wanted)
{
    bench_skip(bench, bench_wants_output(bench) ? "wanted" : "unwanted");
}
// Parents and children that both go on, while there is something in the reply already.
BENCH(outputs, of_a_child)
{
    BENCH_LOOP (bench) {
    }
    bench_output(bench, "abc", 3);
    if (fork() < 0)
        abort();
    for (int i = 0; i < 20000; i++)
        bench_output(bench, "defghi", 6);
}
