// SPDX-License-Identifier: MIT
// Finding the value of a key among n, for n from a handful to more than a cache holds.
//
// A linear scan reads half of the keys, and still beats a binary search up to some hundred: a
// search reads log2(n), but every second guess of its branches is wrong, at some 15 cycles each.
// `branchless` takes the same steps with nothing to guess. `eytzinger` keeps the keys in the order
// in which a search comes to them (the root, its two children, ...), so that the first steps of all
// searches share a few cache lines. A hash table needs a probe or two whatever n is, and no order.
// No question waits for the answer before it, so that the processor works at several at a time.
#include <benchrun/bench.h>

#include "random.h"
#include "suites/support/pages.h"

// So many questions that the branch predictor cannot learn them by heart; answered some at a time.
enum { N_QUESTIONS = 65536, N_PER_ITERATION = 16 };

struct entry {
    uint32_t key; // never 0
    uint32_t value;
};

struct table {
    size_t n;                        // a power of two
    struct entry *entries;           // in the order that the search wants
    uint32_t questions[N_QUESTIONS]; // keys that are there, in random order
    uint32_t answers[N_QUESTIONS];
};

// ---- The tables ----

static void table_free(void *fixture)
{
    struct table *table = fixture;
    pages_free(table->entries);
    pages_free(table);
}

// Ascending keys with random gaps.
static void *sorted_new(struct bench *bench)
{
    struct table *table = pages_new(sizeof *table);
    struct random random = {19};
    table->n = (size_t)bench->arg;
    table->entries = pages_new(table->n * sizeof *table->entries);
    uint32_t key = 0;
    for (size_t i = 0; i < table->n; i++) {
        key += 1 + (uint32_t)random_below(&random, 1000);
        table->entries[i] = (struct entry){key, (uint32_t)random_bits(&random)};
    }
    for (size_t q = 0; q < N_QUESTIONS; q++)
        table->questions[q] = table->entries[random_below(&random, table->n)].key;
    return table;
}

// Puts the entries from `next` on, in ascending order, into the subtree at `node`; the first node
// is 1 and the children of `node` are 2 * node and 2 * node + 1. Returns the first entry not used.
static const struct entry *fill_subtree(struct entry *tree, size_t n, size_t node,
                                        const struct entry *next)
{
    if (node > n)
        return next;
    next = fill_subtree(tree, n, 2 * node, next);
    tree[node] = *next++;
    return fill_subtree(tree, n, 2 * node + 1, next);
}

static void *eytzinger_new(struct bench *bench)
{
    struct table *table = sorted_new(bench);
    struct entry *tree = pages_new((table->n + 1) * sizeof *tree);
    fill_subtree(tree, table->n, 1, table->entries);
    pages_free(table->entries);
    table->entries = tree;
    return table;
}

// Half of the places stay empty. The high bits of a product with 2^32 over the golden ratio (Knuth,
// TAOCP 6.4) say where a key belongs; one that finds it taken goes to the next free place.
static size_t first_place(const struct table *table, uint32_t key)
{
    return (uint64_t)(key * 0x9e3779b9u) * (2 * table->n) >> 32;
}

static size_t next_place(const struct table *table, size_t place)
{
    return (place + 1) & (2 * table->n - 1);
}

static void *hash_new(struct bench *bench)
{
    struct table *table = sorted_new(bench);
    struct entry *places = pages_new(2 * table->n * sizeof *places);
    for (size_t i = 0; i < table->n; i++) {
        size_t place = first_place(table, table->entries[i].key);
        while (places[place].key != 0)
            place = next_place(table, place);
        places[place] = table->entries[i];
    }
    pages_free(table->entries);
    table->entries = places;
    return table;
}

// ---- The searches: the value of a key that is there ----

static uint32_t find_linear(const struct table *table, uint32_t key)
{
    const struct entry *entry = table->entries;
    while (entry->key != key)
        entry++;
    return entry->value;
}

// The barrier is no instruction; it keeps the compiler from making a conditional move of the
// branch, which is the next alternative.
static uint32_t find_binary(const struct table *table, uint32_t key)
{
    const struct entry *entries = table->entries;
    size_t low = 0;
    size_t high = table->n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (entries[middle].key <= key) {
            low = middle;
            bench_do_not_optimize(low);
        } else {
            high = middle;
        }
    }
    return entries[low].value;
}

// Neither is this one, which keeps the compiler from making a branch of it again (clang does).
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

// Goes right where the key is greater and left where it is not, down to below a leaf; the last turn
// to the left was at the key.
static uint32_t find_eytzinger(const struct table *table, uint32_t key)
{
    const struct entry *tree = table->entries;
    size_t node = 1;
    while (node <= table->n)
        node = 2 * node + (tree[node].key < key);
    node >>= __builtin_ffsll(~(long long)node);
    return tree[node].value;
}

static uint32_t find_hash(const struct table *table, uint32_t key)
{
    size_t place = first_place(table, key);
    while (table->entries[place].key != key)
        place = next_place(table, place);
    return table->entries[place].value;
}

// ---- What is measured ----

// Inlined, so that no alternative pays for a call.
__attribute__((always_inline)) static inline void
measure_lookup(struct bench *bench, uint32_t (*find)(const struct table *table, uint32_t key))
{
    struct table *table = bench_fixture(bench);
    size_t first = 0;
    BENCH_LOOP (bench) {
        for (size_t q = first; q < first + N_PER_ITERATION; q++)
            table->answers[q] = find(table, table->questions[q]);
        bench_clobber_memory();
        first = (first + N_PER_ITERATION) % N_QUESTIONS;
    }
    bench_items(bench, N_PER_ITERATION);
    bench_output(bench, table->answers, N_PER_ITERATION * sizeof *table->answers);
}

#define LOOKUP_OPTIONS \
    .args = {8, 64, 512, 4096, 32768, 262144}, .arg_name = "n", .teardown = table_free

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

BENCH(lookup, eytzinger, LOOKUP_OPTIONS, .setup = eytzinger_new, .min_speedup = 1.5,
      .claim_arg = 64)
{
    measure_lookup(bench, find_eytzinger);
}

BENCH(lookup, hash, LOOKUP_OPTIONS, .setup = hash_new, .min_speedup = 3)
{
    measure_lookup(bench, find_hash);
}
