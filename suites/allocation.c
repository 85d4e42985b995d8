// SPDX-License-Identifier: MIT
// Allocation: many small objects from malloc(), from an arena, and from a pool.
//
// malloc() takes any size in any order and pays for that with each call. An arena hands out a block
// from its beginning to its end and takes all of it back at once: right for what ends together, as
// in `list`, where n linked nodes are made and dropped. A pool keeps freed objects of one size in a
// list: right for what comes and goes in any order, as in `churn`, where an arena would only grow.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "random.h"
#include "suites/support/pages.h"

struct node {
    struct node *next;
    uint64_t key;
    uint64_t value;
};

// ---- Three ways to get memory for a node ----

/** The block of an arena or a pool; malloc() needs none. */
struct block {
    size_t used;       // nodes that were handed out
    struct node *free; // of a pool: nodes that came back
    struct node nodes[];
};

static struct node *malloc_take(struct block *block)
{
    (void)block;
    struct node *node = malloc(sizeof *node);
    if (node == NULL)
        abort();
    return node;
}

static void malloc_give(struct block *block, struct node *node)
{
    (void)block;
    free(node);
}

static struct node *arena_take(struct block *block)
{
    return &block->nodes[block->used++];
}

static struct node *pool_take(struct block *block)
{
    struct node *node = block->free;
    if (node == NULL)
        return arena_take(block);
    block->free = node->next;
    return node;
}

static void pool_give(struct block *block, struct node *node)
{
    node->next = block->free;
    block->free = node;
}

typedef struct node *take_function(struct block *block);
typedef void give_function(struct block *block, struct node *node);

// ---- A list, made and dropped ----

static void *block_new(struct bench *bench)
{
    return pages_new(sizeof(struct block) + (size_t)bench->arg * sizeof(struct node));
}

// Inlined with both functions, as a program would have them. Without `give` all nodes go at once.
__attribute__((always_inline)) static inline void
measure_list(struct bench *bench, take_function *take, give_function *give)
{
    struct block *block = bench_fixture(bench);
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        struct node *list = NULL;
        for (int64_t i = 0; i < bench->arg; i++) {
            struct node *node = take(block);
            *node = (struct node){.next = list, .key = (uint64_t)i, .value = (uint64_t)(i * i)};
            list = node;
        }
        bench_do_not_optimize(list);
        sum = 0;
        for (struct node *node = list; node != NULL; node = node->next)
            sum += node->key ^ node->value;
        bench_do_not_optimize(sum);
        while (give != NULL && list != NULL) {
            struct node *node = list;
            list = node->next;
            give(block, node);
        }
        if (give == NULL)
            block->used = 0;
    }
    bench_items(bench, (double)bench->arg);
    bench_output(bench, &sum, sizeof sum);
}

#define LIST_OPTIONS \
    .args = {10, 1000, 100000}, .arg_name = "n", .setup = block_new, .teardown = pages_free

BENCH(list, malloc, .baseline = true, LIST_OPTIONS)
{
    measure_list(bench, malloc_take, malloc_give);
}

BENCH(list, pool, LIST_OPTIONS, .min_speedup = 1.5)
{
    measure_list(bench, pool_take, pool_give);
}

BENCH(list, arena, LIST_OPTIONS, .min_speedup = 3)
{
    measure_list(bench, arena_take, NULL);
}

// ---- Nodes that come and go ----

enum { N_PLACES = 1000, N_STEPS = 10000 };

struct churn {
    uint16_t steps[N_STEPS]; // the place that is filled, or emptied where it is full
    struct node *places[N_PLACES];
    struct block *block;
};

static void *churn_new(struct bench *bench)
{
    (void)bench;
    struct churn *churn = pages_new(sizeof *churn);
    struct random random = {23};
    for (size_t i = 0; i < N_STEPS; i++)
        churn->steps[i] = (uint16_t)random_below(&random, N_PLACES);
    churn->block = pages_new(sizeof *churn->block + N_PLACES * sizeof *churn->block->nodes);
    return churn;
}

static void churn_free(void *fixture)
{
    struct churn *churn = fixture;
    pages_free(churn->block);
    pages_free(churn);
}

__attribute__((always_inline)) static inline void
measure_churn(struct bench *bench, take_function *take, give_function *give)
{
    struct churn *churn = bench_fixture(bench);
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        for (size_t i = 0; i < N_STEPS; i++) {
            struct node **place = &churn->places[churn->steps[i]];
            if (*place == NULL) {
                *place = take(churn->block);
                (*place)->key = i;
            } else {
                give(churn->block, *place);
                *place = NULL;
            }
        }
        sum = 0;
        for (size_t i = 0; i < N_PLACES; i++) {
            if (churn->places[i] == NULL)
                continue;
            sum += churn->places[i]->key * i;
            give(churn->block, churn->places[i]);
            churn->places[i] = NULL;
        }
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_STEPS);
    bench_output(bench, &sum, sizeof sum);
}

BENCH(churn, malloc, .baseline = true, .setup = churn_new, .teardown = churn_free)
{
    measure_churn(bench, malloc_take, malloc_give);
}

BENCH(churn, pool, .setup = churn_new, .teardown = churn_free, .min_speedup = 2)
{
    measure_churn(bench, pool_take, pool_give);
}
