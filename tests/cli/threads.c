// SPDX-License-Identifier: MIT
// Bodies in several threads, of known behaviour.
#include <benchrun/bench.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static void work(void)
{
    for (unsigned i = 0; i < 2000; i++)
        __asm__ volatile("" : "+r"(i));
}

BENCH(threads, apart, .threads = {1, 2})
{
    BENCH_LOOP (bench) {
        work();
    }
    bench_items(bench, 10);
}

// One at a time.
BENCH(threads, locked, .threads = {1, 2})
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    BENCH_LOOP (bench) {
        pthread_mutex_lock(&lock);
        work();
        pthread_mutex_unlock(&lock);
    }
}

BENCH(threads, all, .threads = {BENCH_ALL_CPUS})
{
    BENCH_LOOP (bench) {
        work();
    }
    bench_metric(bench, "threads", bench_threads(bench), "");
}

BENCH(threads, many, .threads = {1000})
{
    BENCH_LOOP (bench) {
        work();
    }
}

static void allocate(unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        void *block = malloc(100);
        bench_do_not_optimize(block);
        free(block);
    }
}

// Three blocks in each iteration; around the loop, the threads have more or less to do.
BENCH(threads, allocates, .threads = {1, 2, 3})
{
    allocate(500 * bench_thread(bench));
    BENCH_LOOP (bench) {
        allocate(3);
        for (unsigned i = 0; i < bench_thread(bench); i++)
            work();
    }
    allocate(1000);
}

struct shared {
    atomic_uint seen; // a bit for each thread
};

static void *share(struct bench *bench)
{
    static struct shared shared;
    (void)bench;
    atomic_store(&shared.seen, 0);
    return &shared;
}

// All see one fixture, and each has a number of its own.
BENCH(threads, numbered, .threads = {3}, .setup = share)
{
    struct shared *shared = bench_fixture(bench);
    atomic_fetch_or(&shared->seen, 1u << bench_thread(bench));
    BENCH_LOOP (bench) {
        work();
    }
    if (bench_thread(bench) == 0)
        bench_metric(bench, "seen", atomic_load(&shared->seen), "");
}

BENCH(broken, leaves, .threads = {3})
{
    if (bench_thread(bench) == 2)
        pthread_exit(NULL);
    BENCH_LOOP (bench) {
        work();
    }
}

BENCH(first, leaves, .threads = {2})
{
    if (bench_thread(bench) == 0)
        pthread_exit(NULL);
    BENCH_LOOP (bench) {
        work();
    }
}

BENCH(broken, fails, .threads = {3})
{
    if (bench_thread(bench) == 1)
        bench_fail(bench, "the second one fails");
    BENCH_LOOP (bench) {
        work();
    }
}

BENCH(broken, skips_its_loop, .threads = {2})
{
    if (bench_thread(bench) == 1)
        return;
    BENCH_LOOP (bench) {
        work();
    }
}

BENCH(broken, batches, .threads = {2})
{
    for (size_t n; (n = bench_batch(bench, 4)) != 0;)
        BENCH_LOOP (bench) {
            work();
        }
}
