// SPDX-License-Identifier: MIT
// Objects with attributes that are looked up by name, as interpreters keep them: the sum of one
// attribute of many objects.
//
// In `hash_table` each object is a small hash table from names to values. Objects that were made in
// the same way have the same names in the same order, so in `shape` they share one list of names
// and hold only their values. The code that reads an attribute then remembers where it was in the
// last shape, and a lookup is one comparison. `fields` is a struct, which needs no lookup at all.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "random.h"

// Interned names: one number each. 0 means no name.
enum { ID = 1, X, Y, MASS_G, FLAGS, KIND, IS_ALIVE, N_NAMES };
enum { N_OBJECTS = 200000, N_SLOTS = 16 };

struct hash_table {
    struct {
        unsigned name; // 0: free
        uint64_t value;
    } slots[N_SLOTS];
};

// Where a name is, or where there is room for it. There are more slots than names.
static inline unsigned find_slot(const struct hash_table *object, unsigned name)
{
    unsigned slot = name * 2654435769u >> 28; // multiplicative hashing (Knuth, TAOCP 6.4)
    while (object->slots[slot].name != 0 && object->slots[slot].name != name)
        slot = (slot + 1) % N_SLOTS;
    return slot;
}

struct shape {
    unsigned names[N_NAMES - 1];
};

struct shaped {
    const struct shape *shape;
    uint64_t values[N_NAMES - 1];
};

struct fields {
    uint64_t id, x, y, mass_g, flags, kind, is_alive;
};

static struct hash_table hash_tables[N_OBJECTS];
static struct shaped shaped[N_OBJECTS];
static struct fields fields[N_OBJECTS];

static void *fill(struct bench *bench)
{
    (void)bench;
    static const struct shape shape = {{ID, X, Y, MASS_G, FLAGS, KIND, IS_ALIVE}};
    struct random random = {11};
    for (size_t i = 0; i < N_OBJECTS; i++) {
        shaped[i].shape = &shape;
        for (size_t n = 0; n < N_NAMES - 1; n++) {
            uint64_t value = random_bits(&random);
            unsigned slot = find_slot(&hash_tables[i], shape.names[n]);
            hash_tables[i].slots[slot].name = shape.names[n];
            hash_tables[i].slots[slot].value = value;
            shaped[i].values[n] = value;
            if (shape.names[n] == MASS_G)
                fields[i].mass_g = value;
        }
    }
    return NULL;
}

static void report(struct bench *bench, uint64_t sum_g, size_t bytes_per_object)
{
    bench_items(bench, N_OBJECTS);
    bench_metric(bench, "bytes_per_object", (double)bytes_per_object, "B");
    bench_output(bench, &sum_g, sizeof sum_g);
}

BENCH(attributes, hash_table, .baseline = true, .setup = fill)
{
    uint64_t sum_g = 0;
    BENCH_LOOP (bench) {
        unsigned name = MASS_G;
        bench_hide(name);
        sum_g = 0;
        for (size_t i = 0; i < N_OBJECTS; i++)
            sum_g += hash_tables[i].slots[find_slot(&hash_tables[i], name)].value;
        bench_do_not_optimize(sum_g);
    }
    report(bench, sum_g, sizeof hash_tables[0]);
}

BENCH(attributes, shape, .setup = fill, .min_speedup = 1.5)
{
    uint64_t sum_g = 0;
    BENCH_LOOP (bench) {
        const struct shape *last = NULL;
        size_t place = 0; // of the name in the last shape
        unsigned name = MASS_G;
        bench_hide(name);
        sum_g = 0;
        for (size_t i = 0; i < N_OBJECTS; i++) {
            if (shaped[i].shape != last) {
                last = shaped[i].shape;
                place = 0;
                while (last->names[place] != name)
                    place++;
            }
            sum_g += shaped[i].values[place];
        }
        bench_do_not_optimize(sum_g);
    }
    report(bench, sum_g, sizeof shaped[0]);
}

BENCH(attributes, fields, .setup = fill, .min_speedup = 2)
{
    uint64_t sum_g = 0;
    BENCH_LOOP (bench) {
        sum_g = 0;
        for (size_t i = 0; i < N_OBJECTS; i++)
            sum_g += fields[i].mass_g;
        bench_do_not_optimize(sum_g);
    }
    report(bench, sum_g, sizeof fields[0]);
}
