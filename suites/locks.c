// SPDX-License-Identifier: MIT
// Locks: threads add to one counter, and each makes sure in another way that no addition is lost.
//
// `mutex` sleeps when another thread holds it, `spin` burns its CPU until it is free, `atomic`
// needs no lock, as the CPU adds in one step. `per_thread` does not share: each thread has a
// counter, and who wants the sum adds them up. Expect the first three to do less in two threads
// than in one, since the counter's cache line moves between the CPUs, and the last to do twice as
// much.
#include <benchrun/bench.h>

#include <pthread.h>
#include <stdatomic.h>

// A counter of one's own is far from the others: processors also fetch the neighbour of a line.
enum { MOST_THREADS = 64, APART = 128 };

#define OPTIONS .threads = {1, 2}

static void report(struct bench *bench, uint64_t step)
{
    bench_items(bench, 1);
    bench_output(bench, &step, sizeof step);
}

BENCH(locks, mutex, .baseline = true, OPTIONS)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static uint64_t counter;
    uint64_t before = 0, after = 0;
    BENCH_LOOP (bench) {
        pthread_mutex_lock(&lock);
        before = counter;
        after = ++counter;
        pthread_mutex_unlock(&lock);
    }
    report(bench, after - before);
}

BENCH(locks, spin, OPTIONS)
{
    static atomic_flag lock = ATOMIC_FLAG_INIT;
    static uint64_t counter;
    uint64_t before = 0, after = 0;
    BENCH_LOOP (bench) {
        while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
            continue;
        before = counter;
        counter += 1;
        after = counter;
        atomic_flag_clear_explicit(&lock, memory_order_release);
    }
    report(bench, after - before);
}

BENCH(locks, atomic, OPTIONS)
{
    static _Atomic uint64_t counter;
    uint64_t before = 0;
    const uint64_t step = 1;
    BENCH_LOOP (bench) {
        before = atomic_fetch_add_explicit(&counter, step, memory_order_relaxed);
        bench_do_not_optimize(before);
    }
    report(bench, step);
}

BENCH(locks, per_thread, OPTIONS)
{
    static struct {
        _Alignas(APART) _Atomic uint64_t value;
    } counters[MOST_THREADS];
    _Atomic uint64_t *counter = &counters[bench_thread(bench) % MOST_THREADS].value;
    uint64_t before = 0;
    const uint64_t step = 1;
    BENCH_LOOP (bench) {
        before = atomic_fetch_add_explicit(counter, step, memory_order_relaxed);
        bench_do_not_optimize(before);
    }
    report(bench, step);
}
