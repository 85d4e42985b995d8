// SPDX-License-Identifier: MIT
// Data layout: the sum of one field over 250,000 objects, stored in three ways.
//
// Memory is read by the cache line, so bytes that a loop does not need cost as much as those it
// does. `padded` is a struct with its fields in the order in which someone thought of them: 24 of
// its 56 bytes are holes. `packed` is the same struct with the fields ordered by size, without
// holes. `arrays` gives each field its own array. Expect the time to follow the bytes that the loop
// has to pull in for each object: 56, 32 and 4.
#include <benchrun/bench.h>

#include "random.h"

enum { N_OBJECTS = 250000 };

static struct padded {
    bool is_alive;
    uint64_t id;
    uint8_t kind;
    double x;
    uint16_t flags;
    double y;
    uint32_t mass_g;
} padded[N_OBJECTS];
_Static_assert(sizeof(struct padded) == 56, "24 bytes are holes");

static struct packed {
    uint64_t id;
    double x;
    double y;
    uint32_t mass_g;
    uint16_t flags;
    uint8_t kind;
    bool is_alive;
} packed[N_OBJECTS];
_Static_assert(sizeof(struct packed) == 32, "there are no holes");

static struct arrays {
    uint64_t id[N_OBJECTS];
    double x[N_OBJECTS];
    double y[N_OBJECTS];
    uint32_t mass_g[N_OBJECTS];
    uint16_t flags[N_OBJECTS];
    uint8_t kind[N_OBJECTS];
    bool is_alive[N_OBJECTS];
} arrays;

// Only the field that is summed is filled in, with the same masses in each layout.
static uint32_t next_mass_g(struct random *random)
{
    return (uint32_t)random_below(random, 4000);
}

static void *fill_padded(struct bench *bench)
{
    (void)bench;
    struct random random = {42};
    for (size_t i = 0; i < N_OBJECTS; i++)
        padded[i].mass_g = next_mass_g(&random);
    return NULL;
}

static void *fill_packed(struct bench *bench)
{
    (void)bench;
    struct random random = {42};
    for (size_t i = 0; i < N_OBJECTS; i++)
        packed[i].mass_g = next_mass_g(&random);
    return NULL;
}

static void *fill_arrays(struct bench *bench)
{
    (void)bench;
    struct random random = {42};
    for (size_t i = 0; i < N_OBJECTS; i++)
        arrays.mass_g[i] = next_mass_g(&random);
    return NULL;
}

static void report(struct bench *bench, uint32_t sum_g, size_t n_bytes)
{
    bench_items(bench, N_OBJECTS);
    bench_metric(bench, "bytes_per_object", (double)n_bytes / N_OBJECTS, "B");
    bench_output(bench, &sum_g, sizeof sum_g);
}

BENCH(sum_field, padded, .baseline = true, .setup = fill_padded)
{
    uint32_t sum_g = 0;
    BENCH_LOOP (bench) {
        sum_g = 0;
        for (size_t i = 0; i < N_OBJECTS; i++)
            sum_g += padded[i].mass_g;
        bench_do_not_optimize(sum_g);
    }
    report(bench, sum_g, sizeof padded);
}

BENCH(sum_field, packed, .setup = fill_packed, .min_speedup = 1.2)
{
    uint32_t sum_g = 0;
    BENCH_LOOP (bench) {
        sum_g = 0;
        for (size_t i = 0; i < N_OBJECTS; i++)
            sum_g += packed[i].mass_g;
        bench_do_not_optimize(sum_g);
    }
    report(bench, sum_g, sizeof packed);
}

BENCH(sum_field, arrays, .setup = fill_arrays, .min_speedup = 2)
{
    uint32_t sum_g = 0;
    BENCH_LOOP (bench) {
        sum_g = 0;
        for (size_t i = 0; i < N_OBJECTS; i++)
            sum_g += arrays.mass_g[i];
        bench_do_not_optimize(sum_g);
    }
    report(bench, sum_g, sizeof arrays);
}
