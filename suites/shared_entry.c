// SPDX-License-Identifier: MIT
// Who owns a cached result: a cache whose results are too large for a register returns either a
// pointer to its own entry or a copy.
//
// Expect sharing to be several times faster than copying a kilobyte, and correct as long as every
// caller only reads. `wrong_answers` counts what the next caller gets after one that writes into
// each result. A `const` in the returned type would let the compiler find that caller.
#include <benchrun/bench.h>

#include <stdlib.h>
#include <string.h>

enum { N_ROWS = 64, ROW_LENGTH = 128, PRIME = 65537 };

// The powers of a base, modulo the prime.
struct row {
    uint64_t powers[ROW_LENGTH];
};

struct cache {
    struct row known[N_ROWS];
    bool is_known[N_ROWS];
};

static struct row compute_row(uint64_t base)
{
    struct row row = {{1}};
    for (size_t i = 1; i < ROW_LENGTH; i++)
        row.powers[i] = row.powers[i - 1] * base % PRIME;
    return row;
}

// The entry itself: what a caller writes there is what all others get. Leaves `own` alone.
__attribute__((noinline)) static struct row *get_shared(struct cache *cache, uint64_t base,
                                                        struct row *own)
{
    (void)own;
    if (!cache->is_known[base]) {
        cache->known[base] = compute_row(base);
        cache->is_known[base] = true;
    }
    return &cache->known[base];
}

// A copy in the caller's own memory.
__attribute__((noinline)) static struct row *get_copy(struct cache *cache, uint64_t base,
                                                      struct row *own)
{
    *own = *get_shared(cache, base, NULL);
    return own;
}

typedef struct row *get_row(struct cache *cache, uint64_t base, struct row *own);

// A careless caller overwrites each row that it gets; then the next one asks for it.
static unsigned count_wrong_answers(get_row *get)
{
    static struct cache cache;
    struct row own;
    unsigned n_wrong = 0;
    memset(&cache, 0, sizeof cache);
    for (uint64_t base = 0; base < N_ROWS; base++) {
        get(&cache, base, &own)->powers[0] = 0;
        n_wrong += get(&cache, base, &own)->powers[0] != 1;
    }
    return n_wrong;
}

// The callers that are timed only read.
static void measure(struct bench *bench, get_row *get)
{
    struct cache *cache = bench_fixture(bench);
    struct row own;
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        sum = 0;
        for (uint64_t base = 0; base < N_ROWS; base++)
            sum += get(cache, base, &own)->powers[ROW_LENGTH - 1];
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_ROWS);
    bench_metric(bench, "wrong_answers", count_wrong_answers(get), NULL);
    bench_output(bench, &sum, sizeof sum);
}

static void *cache_new(struct bench *bench)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        bench_fail(bench, "out of memory");
    return cache;
}

BENCH(entry, copy, .baseline = true, .setup = cache_new, .teardown = free)
{
    measure(bench, get_copy);
}

BENCH(entry, shared, .setup = cache_new, .teardown = free, .min_speedup = 1.5)
{
    measure(bench, get_shared);
}
