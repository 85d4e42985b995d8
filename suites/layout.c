// SPDX-License-Identifier: MIT
// Data layout: the same million objects in five ways. What a loop reads it reads by the cache line,
// so bytes that it does not need cost as much as those that it does.
//
// `padded` is a struct whose fields stand in the order in which somebody thought of them: 24 of its
// 56 bytes are holes. `packed` is the same struct ordered by size, 32 bytes and no hole (the packed
// attribute would save nothing more). `split` keeps the fields that loops read, the hot ones, in an
// array of their own, 8 bytes an object, and the cold ones in a second. `arrays` gives each field
// an array. `attributes` makes each object a small hash table from names to values, as interpreters
// do. Expect creation to follow the bytes per object, and the sum of one field to follow the bytes
// that come with it: `split` has a quarter of those of `packed` and keeps what belongs together, an
// array has none and the compiler can read it by the vector.
#include <benchrun/bench.h>

#include "random.h"
#include "suites/support/attributes.h"
#include "suites/support/pages.h"

enum { N_OBJECTS = 1000000 };

struct padded {
    bool is_alive;
    uint64_t id;
    uint8_t kind;
    double x;
    uint16_t flags;
    double y;
    uint32_t mass_g;
};
_Static_assert(sizeof(struct padded) == 56, "24 bytes are holes");

struct packed {
    uint64_t id;
    double x;
    double y;
    uint32_t mass_g;
    uint16_t flags;
    uint8_t kind;
    bool is_alive;
};
_Static_assert(sizeof(struct packed) == 32, "no byte is a hole");

struct hot {
    uint32_t mass_g;
    uint16_t flags;
    uint8_t kind;
    bool is_alive;
};

struct cold {
    uint64_t id;
    double x;
    double y;
};

struct split {
    struct hot hot[N_OBJECTS];
    struct cold cold[N_OBJECTS];
};
_Static_assert(sizeof(struct split) == N_OBJECTS * sizeof(struct packed), "no byte is a hole");

struct arrays {
    uint64_t id[N_OBJECTS];
    double x[N_OBJECTS];
    double y[N_OBJECTS];
    uint32_t mass_g[N_OBJECTS];
    uint16_t flags[N_OBJECTS];
    uint8_t kind[N_OBJECTS];
    bool is_alive[N_OBJECTS];
};

static struct {
    struct attribute_name id, x, y, mass_g, flags, kind, is_alive;
} names;

// An object's fields come out of its id alone and cost next to nothing: a few instructions that are
// the same in every layout.
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

// ---- The layouts: how a million is made, and the sum of one field

/** One way to keep the objects; what `create` returns is given back by pages_free(). */
struct layout {
    double bytes_per_object;
    void *(*create)(struct bench *bench);
    uint64_t (*sum_mass)(const void *objects);
    struct packed (*get)(const void *objects, size_t i);
};

static void *create_padded(struct bench *bench)
{
    (void)bench;
    struct padded *objects = pages_new(N_OBJECTS * sizeof *objects);
    for (size_t i = 0; i < N_OBJECTS; i++) {
        struct packed made = make_object(i);
        objects[i] = (struct padded){made.is_alive, made.id, made.kind,  made.x,
                                     made.flags,    made.y,  made.mass_g};
    }
    return objects;
}

static uint64_t sum_padded(const void *fixture)
{
    const struct padded *objects = fixture;
    uint64_t sum_g = 0;
    for (size_t i = 0; i < N_OBJECTS; i++)
        sum_g += objects[i].mass_g;
    return sum_g;
}

static struct packed get_padded(const void *fixture, size_t i)
{
    const struct padded *o = (const struct padded *)fixture + i;
    return (struct packed){o->id, o->x, o->y, o->mass_g, o->flags, o->kind, o->is_alive};
}

static const struct layout padded = {sizeof(struct padded), create_padded, sum_padded, get_padded};

static void *create_packed(struct bench *bench)
{
    (void)bench;
    struct packed *objects = pages_new(N_OBJECTS * sizeof *objects);
    for (size_t i = 0; i < N_OBJECTS; i++)
        objects[i] = make_object(i);
    return objects;
}

static uint64_t sum_packed(const void *fixture)
{
    const struct packed *objects = fixture;
    uint64_t sum_g = 0;
    for (size_t i = 0; i < N_OBJECTS; i++)
        sum_g += objects[i].mass_g;
    return sum_g;
}

static struct packed get_packed(const void *fixture, size_t i)
{
    return ((const struct packed *)fixture)[i];
}

static const struct layout packed = {sizeof(struct packed), create_packed, sum_packed, get_packed};

static void *create_split(struct bench *bench)
{
    (void)bench;
    struct split *objects = pages_new(sizeof *objects);
    for (size_t i = 0; i < N_OBJECTS; i++) {
        struct packed made = make_object(i);
        objects->hot[i] = (struct hot){made.mass_g, made.flags, made.kind, made.is_alive};
        objects->cold[i] = (struct cold){made.id, made.x, made.y};
    }
    return objects;
}

static uint64_t sum_split(const void *fixture)
{
    const struct split *objects = fixture;
    uint64_t sum_g = 0;
    for (size_t i = 0; i < N_OBJECTS; i++)
        sum_g += objects->hot[i].mass_g;
    return sum_g;
}

static struct packed get_split(const void *fixture, size_t i)
{
    const struct hot *hot = &((const struct split *)fixture)->hot[i];
    const struct cold *cold = &((const struct split *)fixture)->cold[i];
    return (struct packed){cold->id,   cold->x,   cold->y,      hot->mass_g,
                           hot->flags, hot->kind, hot->is_alive};
}

static const struct layout split = {(double)sizeof(struct split) / N_OBJECTS, create_split,
                                    sum_split, get_split};

static void *create_arrays(struct bench *bench)
{
    (void)bench;
    struct arrays *objects = pages_new(sizeof *objects);
    for (size_t i = 0; i < N_OBJECTS; i++) {
        struct packed made = make_object(i);
        objects->id[i] = made.id;
        objects->x[i] = made.x;
        objects->y[i] = made.y;
        objects->mass_g[i] = made.mass_g;
        objects->flags[i] = made.flags;
        objects->kind[i] = made.kind;
        objects->is_alive[i] = made.is_alive;
    }
    return objects;
}

static uint64_t sum_arrays(const void *fixture)
{
    const struct arrays *objects = fixture;
    uint64_t sum_g = 0;
    for (size_t i = 0; i < N_OBJECTS; i++)
        sum_g += objects->mass_g[i];
    return sum_g;
}

static struct packed get_arrays(const void *fixture, size_t i)
{
    const struct arrays *o = fixture;
    return (struct packed){o->id[i],    o->x[i],    o->y[i],       o->mass_g[i],
                           o->flags[i], o->kind[i], o->is_alive[i]};
}

static const struct layout arrays = {(double)sizeof(struct arrays) / N_OBJECTS, create_arrays,
                                     sum_arrays, get_arrays};

static void *create_attributes(struct bench *bench)
{
    (void)bench;
    attribute_name_init(&names.id, "id");
    attribute_name_init(&names.x, "x");
    attribute_name_init(&names.y, "y");
    attribute_name_init(&names.mass_g, "mass_g");
    attribute_name_init(&names.flags, "flags");
    attribute_name_init(&names.kind, "kind");
    attribute_name_init(&names.is_alive, "is_alive");
    struct attributes *objects = pages_new(N_OBJECTS * sizeof *objects);
    for (size_t i = 0; i < N_OBJECTS; i++) {
        struct packed made = make_object(i);
        struct attributes *object = &objects[i];
        attributes_at(object, &names.id)->integer = made.id;
        attributes_at(object, &names.x)->number = made.x;
        attributes_at(object, &names.y)->number = made.y;
        attributes_at(object, &names.mass_g)->integer = made.mass_g;
        attributes_at(object, &names.flags)->integer = made.flags;
        attributes_at(object, &names.kind)->integer = made.kind;
        attributes_at(object, &names.is_alive)->integer = made.is_alive;
    }
    return objects;
}

static uint64_t sum_attributes(const void *fixture)
{
    const struct attributes *objects = fixture;
    uint64_t sum_g = 0;
    for (size_t i = 0; i < N_OBJECTS; i++)
        sum_g += attributes_find(&objects[i], &names.mass_g)->integer;
    return sum_g;
}

static struct packed get_attributes(const void *fixture, size_t i)
{
    const struct attributes *o = (const struct attributes *)fixture + i;
    return (struct packed){
        .id = attributes_find(o, &names.id)->integer,
        .x = attributes_find(o, &names.x)->number,
        .y = attributes_find(o, &names.y)->number,
        .mass_g = (uint32_t)attributes_find(o, &names.mass_g)->integer,
        .flags = (uint16_t)attributes_find(o, &names.flags)->integer,
        .kind = (uint8_t)attributes_find(o, &names.kind)->integer,
        .is_alive = attributes_find(o, &names.is_alive)->integer != 0,
    };
}

static const struct layout attributes = {sizeof(struct attributes), create_attributes,
                                         sum_attributes, get_attributes};

// ---- What is measured

// Every thousandth object, as comparing all of them would take longer than making them.
static void output_objects(struct bench *bench, const struct layout *layout, const void *objects)
{
    enum { STEP = 1000 };
    struct packed some[N_OBJECTS / STEP];
    for (size_t i = 0; i < N_OBJECTS / STEP; i++)
        some[i] = layout->get(objects, i * STEP);
    bench_output(bench, some, sizeof some);
}

// Each iteration makes its million in memory fresh from the kernel, whose page faults are part of
// the price; giving it back is not timed.
static void measure_create(struct bench *bench, const struct layout *layout)
{
    void *objects = NULL;
    while (bench_batch(bench, 1) != 0) {
        pages_free(objects);
        BENCH_LOOP (bench) {
            objects = layout->create(bench);
            bench_do_not_optimize(objects);
        }
    }
    output_objects(bench, layout, objects);
    pages_free(objects);
    bench_items(bench, N_OBJECTS);
    bench_bytes(bench, N_OBJECTS * layout->bytes_per_object);
    bench_metric(bench, "bytes_per_object", layout->bytes_per_object, "B");
}

BENCH(create, attributes)
{
    measure_create(bench, &attributes);
}

BENCH(create, padded, .baseline = true)
{
    measure_create(bench, &padded);
}

BENCH(create, packed)
{
    measure_create(bench, &packed);
}

BENCH(create, split)
{
    measure_create(bench, &split);
}

BENCH(create, arrays)
{
    measure_create(bench, &arrays);
}

static void measure_sum(struct bench *bench, const struct layout *layout)
{
    const void *objects = bench_fixture(bench);
    uint64_t sum_g = 0;
    BENCH_LOOP (bench) {
        sum_g = layout->sum_mass(objects);
        bench_do_not_optimize(sum_g);
    }
    bench_items(bench, N_OBJECTS);
    bench_metric(bench, "bytes_per_object", layout->bytes_per_object, "B");
    bench_output(bench, &sum_g, sizeof sum_g);
}

// Setting a million up takes longer than summing: the time is for some restarts of all layouts.
#define FIELD(create) .setup = (create), .teardown = pages_free, .time_s = 1

BENCH(sum_field, attributes, FIELD(create_attributes))
{
    measure_sum(bench, &attributes);
}

BENCH(sum_field, padded, .baseline = true, FIELD(create_padded))
{
    measure_sum(bench, &padded);
}

BENCH(sum_field, packed, FIELD(create_packed), .min_speedup = 1.2)
{
    measure_sum(bench, &packed);
}

BENCH(sum_field, split, FIELD(create_split), .min_speedup = 1.5)
{
    measure_sum(bench, &split);
}

BENCH(sum_field, arrays, FIELD(create_arrays), .min_speedup = 2)
{
    measure_sum(bench, &arrays);
}
