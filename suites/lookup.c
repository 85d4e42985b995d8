// SPDX-License-Identifier: MIT
// Finding the value of a key among n, from a handful to more than a cache holds.
//
// A linear scan reads half of the keys and still beats a binary search up to about a hundred: the
// search reads log2(n), but guesses every second branch wrong, which costs some 15 cycles each.
// `branchless` takes the same steps with nothing to guess. `eytzinger` stores the tree of a search
// level by level, so that the first steps of all searches share a few cache lines. The suite `hash`
// needs no order at all.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "random.h"

// More questions than the branch predictor can memorize; each iteration answers a few of them.
enum { N_QUESTIONS = 65536, N_ANSWERS = 16 };

struct table {
    size_t n;                        // a power of two
    uint32_t questions[N_QUESTIONS]; // keys in the table, in random order
    struct entry {
        uint32_t key, value;
    } entries[]; // n + 1 of them, in the order that the search needs
};

// Ascending keys with random gaps.
static void *sorted_new(struct bench *bench)
{
    size_t n = (size_t)bench->arg;
    struct table *table = malloc(sizeof *table + (n + 1) * sizeof *table->entries);
    if (table == NULL)
        abort();
    table->n = n;
    struct random random = {19};
    for (size_t i = 0; i < n; i++) {
        table->entries[i].key = (uint32_t)(1000 * i + random_below(&random, 1000));
        table->entries[i].value = (uint32_t)random_bits(&random);
    }
    for (size_t q = 0; q < N_QUESTIONS; q++)
        table->questions[q] = table->entries[random_below(&random, n)].key;
    return table;
}

static uint32_t find_linear(const struct table *table, uint32_t key)
{
    const struct entry *entry = table->entries;
    while (entry->key != key)
        entry++;
    return entry->value;
}

// The barrier adds no instruction, but keeps the compiler from using a conditional move here.
static uint32_t find_binary(const struct table *table, uint32_t key)
{
    size_t low = 0;
    size_t high = table->n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (table->entries[middle].key <= key) {
            low = middle;
            bench_do_not_optimize(low);
        } else {
            high = middle;
        }
    }
    return table->entries[low].value;
}

// Nor is the empty asm, which keeps clang from using a branch here.
static uint32_t find_branchless(const struct table *table, uint32_t key)
{
    const struct entry *low = table->entries;
    for (size_t n = table->n; n > 1; n -= n / 2) {
        size_t mask = -(size_t)(low[n / 2].key <= key); // all ones, or zero
        __asm__("" : "+r"(mask));
        low += n / 2 & mask;
    }
    return low->value;
}

// Copies sorted entries, from `next` on, into the subtree at `node`, whose children are 2 * node
// and 2 * node + 1. Returns the first entry that is left.
static const struct entry *fill_subtree(struct table *tree, size_t node, const struct entry *next)
{
    if (node <= tree->n) {
        next = fill_subtree(tree, 2 * node, next);
        tree->entries[node] = *next++;
        next = fill_subtree(tree, 2 * node + 1, next);
    }
    return next;
}

static void *tree_new(struct bench *bench)
{
    struct table *sorted = sorted_new(bench);
    struct table *tree = sorted_new(bench);
    fill_subtree(tree, 1, sorted->entries);
    free(sorted);
    return tree;
}

// Turns right where the key is greater, otherwise left. The last left turn was at the key.
static uint32_t find_eytzinger(const struct table *table, uint32_t key)
{
    size_t node = 1;
    while (node <= table->n)
        node = 2 * node + (table->entries[node].key < key);
    node >>= __builtin_ffsll(~(long long)node);
    return table->entries[node].value;
}

// Inlined, so that no alternative pays for a call.
__attribute__((always_inline)) static inline void
measure_lookup(struct bench *bench, uint32_t (*find)(const struct table *, uint32_t))
{
    const struct table *table = bench_fixture(bench);
    uint32_t answers[N_ANSWERS];
    size_t first = 0;
    BENCH_LOOP (bench) {
        for (size_t i = 0; i < N_ANSWERS; i++)
            answers[i] = find(table, table->questions[first + i]);
        bench_do_not_optimize(&answers[0]);
        first = (first + N_ANSWERS) % N_QUESTIONS;
    }
    bench_items(bench, N_ANSWERS);
    bench_output(bench, answers, sizeof answers);
}

#define LOOKUP_OPTIONS .args = {8, 64, 512, 4096, 32768, 262144}, .arg_name = "n", .teardown = free

BENCH(lookup, linear, .baseline = true, LOOKUP_OPTIONS, .setup = sorted_new)
{
    measure_lookup(bench, find_linear);
}

BENCH(lookup, binary, LOOKUP_OPTIONS, .setup = sorted_new, .min_speedup = 4, .claim_arg = 4096)
{
    measure_lookup(bench, find_binary);
}

BENCH(lookup, branchless, LOOKUP_OPTIONS, .setup = sorted_new, .min_speedup = 1.5)
{
    measure_lookup(bench, find_branchless);
}

BENCH(lookup, eytzinger, LOOKUP_OPTIONS, .setup = tree_new, .min_speedup = 1.5, .claim_arg = 64)
{
    measure_lookup(bench, find_eytzinger);
}
