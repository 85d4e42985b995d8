// SPDX-License-Identifier: MIT
// False sharing: two threads count, each with its own counter. They share nothing but the cache
// line that holds both counters, and each write takes that line away from the other CPU.
//
// Expect padding, which gives each counter its own line, to be several times faster where the two
// CPUs have separate caches, and hardly faster where they are two threads of one core.
#define _GNU_SOURCE 1 // for cpu_set_t
#include <benchrun/bench.h>

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

// Two lines apart: processors also fetch the neighbour of a line.
enum { N_THREADS = 2, N_COUNTS = 100000, APART = 128 };

struct counting {
    _Atomic uint64_t *counter;
    unsigned step;
    size_t cpu;
};

static void *count(void *data)
{
    const struct counting *counting = data;
    for (unsigned i = 0; i < N_COUNTS; i++)
        atomic_fetch_add_explicit(counting->counter, counting->step, memory_order_relaxed);
    return NULL;
}

// One CPU each, or both threads may start on the same one and take turns.
static pthread_t start(struct counting *counting)
{
    cpu_set_t cpu;
    CPU_ZERO(&cpu);
    CPU_SET(counting->cpu, &cpu);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setaffinity_np(&attributes, sizeof cpu, &cpu);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, count, counting) != 0)
        abort();
    pthread_attr_destroy(&attributes);
    return thread;
}

static void measure(struct bench *bench, _Atomic uint64_t *first, _Atomic uint64_t *second)
{
    struct counting countings[N_THREADS] = {{first, 1, 0}, {second, 2, 0}};
    cpu_set_t allowed;
    size_t n_cpus = 0;
    CPU_ZERO(&allowed);
    sched_getaffinity(0, sizeof allowed, &allowed);
    for (size_t cpu = 0; cpu < CPU_SETSIZE && n_cpus < N_THREADS; cpu++) {
        if (CPU_ISSET(cpu, &allowed))
            countings[n_cpus++].cpu = cpu;
    }
    if (n_cpus < N_THREADS) {
        bench_skip(bench, "two threads that write at the same time need two CPUs");
        return;
    }
    BENCH_LOOP (bench) {
        pthread_t threads[N_THREADS];
        for (unsigned i = 0; i < N_THREADS; i++) {
            *countings[i].counter = 0;
            threads[i] = start(&countings[i]);
        }
        for (unsigned i = 0; i < N_THREADS; i++)
            pthread_join(threads[i], NULL);
    }
    uint64_t counts[N_THREADS] = {*first, *second};
    bench_items(bench, N_THREADS * N_COUNTS);
    bench_output(bench, counts, sizeof counts);
}

BENCH(false_sharing, one_line, .baseline = true, .all_cpus = true)
{
    static _Alignas(APART) _Atomic uint64_t counters[N_THREADS];
    measure(bench, &counters[0], &counters[1]);
}

BENCH(false_sharing, padded, .all_cpus = true, .min_speedup = 1.1)
{
    static struct {
        _Alignas(APART) _Atomic uint64_t counter;
    } padded[N_THREADS];
    measure(bench, &padded[0].counter, &padded[1].counter);
}
