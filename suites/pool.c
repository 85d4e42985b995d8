// SPDX-License-Identifier: MIT
// A pool: nodes that come and go in random order, from malloc() and from a pool.
//
// Of a thousand places, each of ten thousand steps picks one: an empty place gets a node, and a
// full one gives its node back. A pool keeps nodes that were given back in a list, so that taking
// and giving are a few instructions each. An arena, as in the suite `allocation`, would only grow
// here.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "random.h"

enum { N_PLACES = 1000, N_STEPS = 10000 };

struct node {
    struct node *next; // in the pool's list
    uint64_t key;
    uint64_t value;
};

struct task {
    uint16_t steps[N_STEPS]; // the place whose turn it is
    struct node *places[N_PLACES];
    struct node nodes[N_PLACES]; // the pool's memory: never more are in use
    struct node *free;           // the pool: nodes that can be taken
};

static void *task_new(struct bench *bench)
{
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL) {
        bench_fail(bench, "out of memory");
        return NULL;
    }
    struct random random = {23};
    for (size_t i = 0; i < N_STEPS; i++)
        task->steps[i] = (uint16_t)random_below(&random, N_PLACES);
    for (size_t i = 0; i + 1 < N_PLACES; i++)
        task->nodes[i].next = &task->nodes[i + 1];
    task->free = &task->nodes[0];
    return task;
}

static struct node *malloc_take(struct task *task)
{
    (void)task;
    struct node *node = malloc(sizeof *node);
    if (node == NULL)
        abort();
    return node;
}

static void malloc_give(struct task *task, struct node *node)
{
    (void)task;
    free(node);
}

static struct node *pool_take(struct task *task)
{
    struct node *node = task->free;
    task->free = node->next;
    return node;
}

static void pool_give(struct task *task, struct node *node)
{
    node->next = task->free;
    task->free = node;
}

// Inlined together with both functions, as they would be in a program.
__attribute__((always_inline)) static inline void
measure_churn(struct bench *bench, struct node *(*take)(struct task *task),
              void (*give)(struct task *task, struct node *node))
{
    struct task *task = bench_fixture(bench);
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        for (size_t i = 0; i < N_STEPS; i++) {
            struct node **place = &task->places[task->steps[i]];
            if (*place == NULL) {
                *place = take(task);
                (*place)->key = i;
            } else {
                give(task, *place);
                *place = NULL;
            }
        }
        sum = 0;
        for (size_t i = 0; i < N_PLACES; i++) {
            if (task->places[i] == NULL)
                continue;
            sum += task->places[i]->key * i;
            give(task, task->places[i]);
            task->places[i] = NULL;
        }
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_STEPS);
    bench_output(bench, &sum, sizeof sum);
}

BENCH(churn, malloc, .baseline = true, .setup = task_new, .teardown = free)
{
    measure_churn(bench, malloc_take, malloc_give);
}

BENCH(churn, pool, .setup = task_new, .teardown = free, .min_speedup = 2)
{
    measure_churn(bench, pool_take, pool_give);
}
