// SPDX-License-Identifier: MIT
// Allocation: a list of n small nodes, made and dropped, with memory from malloc(), from a pool and
// from an arena.
//
// malloc() serves any size in any order and pays for that on each call. A pool keeps freed nodes of
// one size in a list and hands them out again. An arena hands out a block from its beginning to its
// end and takes all of it back at once, which is right for what ends together. The suite `pool` has
// nodes that come and go in any order. `benchrun run --pass memory` reports what each allocates.
#include <benchrun/bench.h>

#include <stdlib.h>

struct node {
    struct node *next;
    uint64_t key;
    uint64_t value;
};

/** The memory of an arena or a pool; malloc() needs none. */
struct block {
    size_t used;       // nodes handed out from the block's beginning
    struct node *free; // of a pool: nodes that were given back
    struct node nodes[];
};

static void *block_new(struct bench *bench)
{
    struct block *block = calloc(1, sizeof *block + (size_t)bench->arg * sizeof *block->nodes);
    if (block == NULL)
        bench_fail(bench, "out of memory");
    return block;
}

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

// Inlined together with both functions, as they would be in a program. Without `give`, all nodes
// are given back at once.
__attribute__((always_inline)) static inline void
measure_list(struct bench *bench, struct node *(*take)(struct block *block),
             void (*give)(struct block *block, struct node *node))
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
    .args = {10, 1000, 100000}, .arg_name = "n", .setup = block_new, .teardown = free

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
