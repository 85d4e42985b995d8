// SPDX-License-Identifier: MIT
// A suite with a body for every promise of the public header; those about CPUs and about what a
// body reports are in files next to this one.
#include <benchrun/bench.h>

#include <stdio.h>
#include <stdlib.h>
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
