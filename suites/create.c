// SPDX-License-Identifier: MIT
// Creating a million objects, in three layouts.
//
// Memory that is fresh from the kernel arrives page by page, and each page costs a fault and is
// cleared before it is written. So creation follows the bytes per object as well: `padded` has
// holes, `packed` has none. `arrays` writes as many bytes as `packed`, but to seven places at once.
// The suite `layout` shows what reading them costs.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "random.h"

// malloc() keeps smaller blocks for reuse; from 32 MiB on, each is fresh from the kernel.
enum { N_OBJECTS = 1 << 20 };

struct padded { // 56 bytes, of which 24 are holes
    bool is_alive;
    uint64_t id;
    uint8_t kind;
    double x;
    uint16_t flags;
    double y;
    uint32_t mass_g;
};

struct packed { // 32 bytes
    uint64_t id;
    double x;
    double y;
    uint32_t mass_g;
    uint16_t flags;
    uint8_t kind;
    bool is_alive;
};

struct arrays {
    uint64_t id[N_OBJECTS];
    double x[N_OBJECTS];
    double y[N_OBJECTS];
    uint32_t mass_g[N_OBJECTS];
    uint16_t flags[N_OBJECTS];
    uint8_t kind[N_OBJECTS];
    bool is_alive[N_OBJECTS];
};

static void *allocate(size_t n_bytes)
{
    void *memory = malloc(n_bytes);
    if (memory == NULL)
        abort();
    return memory;
}

// A few instructions, the same in every layout: an object's fields follow from its id.
static inline struct packed make_object(uint64_t id)
{
    struct random random = {id};
    uint64_t bits = random_bits(&random);
    return (struct packed){
        .id = id,
        .x = (double)(uint32_t)bits,
        .y = (double)(uint32_t)(bits >> 32),
        .mass_g = (uint32_t)(bits >> 16) & 0xfffff,
        .flags = (uint16_t)bits,
        .kind = (uint8_t)(bits >> 56),
        .is_alive = bits & 1,
    };
}

static void *create_padded(void)
{
    struct padded *objects = allocate(N_OBJECTS * sizeof *objects);
    for (size_t i = 0; i < N_OBJECTS; i++) {
        struct packed o = make_object(i);
        objects[i] = (struct padded){o.is_alive, o.id, o.kind, o.x, o.flags, o.y, o.mass_g};
    }
    return objects;
}

static void *create_packed(void)
{
    struct packed *objects = allocate(N_OBJECTS * sizeof *objects);
    for (size_t i = 0; i < N_OBJECTS; i++)
        objects[i] = make_object(i);
    return objects;
}

static void *create_arrays(void)
{
    struct arrays *objects = allocate(sizeof *objects);
    for (size_t i = 0; i < N_OBJECTS; i++) {
        struct packed o = make_object(i);
        objects->id[i] = o.id;
        objects->x[i] = o.x;
        objects->y[i] = o.y;
        objects->mass_g[i] = o.mass_g;
        objects->flags[i] = o.flags;
        objects->kind[i] = o.kind;
        objects->is_alive[i] = o.is_alive;
    }
    return objects;
}

// Returns what the last iteration created, for a look at its last object.
static void *measure_create(struct bench *bench, void *(*create)(void), size_t n_bytes)
{
    void *objects = NULL;
    BENCH_LOOP (bench) {
        free(objects);
        objects = create();
        bench_do_not_optimize(objects);
    }
    bench_items(bench, N_OBJECTS);
    bench_bytes(bench, (double)n_bytes);
    bench_metric(bench, "bytes_per_object", (double)n_bytes / N_OBJECTS, "B");
    return objects;
}

BENCH(create, padded, .baseline = true)
{
    struct padded *objects = measure_create(bench, create_padded, N_OBJECTS * sizeof *objects);
    const struct padded *o = &objects[N_OBJECTS - 1];
    struct packed last = {o->id, o->x, o->y, o->mass_g, o->flags, o->kind, o->is_alive};
    bench_output(bench, &last, sizeof last);
    free(objects);
}

BENCH(create, packed)
{
    struct packed *objects = measure_create(bench, create_packed, N_OBJECTS * sizeof *objects);
    bench_output(bench, &objects[N_OBJECTS - 1], sizeof *objects);
    free(objects);
}

BENCH(create, arrays)
{
    struct arrays *o = measure_create(bench, create_arrays, sizeof *o);
    size_t i = N_OBJECTS - 1;
    struct packed last = {o->id[i],    o->x[i],    o->y[i],       o->mass_g[i],
                          o->flags[i], o->kind[i], o->is_alive[i]};
    bench_output(bench, &last, sizeof last);
    free(o);
}
