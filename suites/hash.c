// SPDX-License-Identifier: MIT
// A hash table: finding the value of a key among n, without any order.
//
// bsearch() needs log2(n) steps. A hash function computes where to look, so one or two steps
// are enough for any n. `chained` links the entries that belong in the same place: each step
// follows a pointer. `open` keeps the entries in the table itself, and an entry whose place is
// taken goes to the next free one, which is most often in the same cache line.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "random.h"

// More questions than the branch predictor can memorize; each iteration answers a few of them.
enum { N_QUESTIONS = 65536, N_ANSWERS = 16, MOST_N = 262144 };

struct entry {
    uint32_t key; // never 0
    uint32_t value;
};

struct link {
    struct link *next;
    struct entry entry;
};

static struct {
    size_t n; // a power of two
    uint32_t questions[N_QUESTIONS];
    struct entry sorted[MOST_N];
    struct entry open[2 * MOST_N]; // key 0: free
    struct link *chains[MOST_N];
    struct link links[MOST_N];
} table;

// The high bits of a product with 2^32 over the golden ratio (Knuth, TAOCP 6.4).
static size_t hash(uint32_t key, size_t n_places)
{
    return (uint64_t)(key * 0x9e3779b9u) * n_places >> 32;
}

static size_t next_place(size_t place)
{
    return (place + 1) & (2 * table.n - 1);
}

static void insert_chained(struct entry entry, struct link *link)
{
    struct link **chain = &table.chains[hash(entry.key, table.n)];
    *link = (struct link){*chain, entry};
    *chain = link;
}

static void insert_open(struct entry entry)
{
    size_t place = hash(entry.key, 2 * table.n);
    while (table.open[place].key != 0)
        place = next_place(place);
    table.open[place] = entry;
}

static void *table_new(struct bench *bench)
{
    struct random random = {19};
    table.n = (size_t)bench->arg;
    for (size_t i = 0; i < table.n; i++) {
        struct entry *entry = &table.sorted[i];
        entry->key = (uint32_t)(1000 * i + 1 + random_below(&random, 1000));
        entry->value = (uint32_t)random_bits(&random);
        insert_chained(*entry, &table.links[i]);
        insert_open(*entry);
    }
    for (size_t q = 0; q < N_QUESTIONS; q++)
        table.questions[q] = table.sorted[random_below(&random, table.n)].key;
    return NULL;
}

static int compare_keys(const void *left, const void *right)
{
    uint32_t a = ((const struct entry *)left)->key;
    uint32_t b = ((const struct entry *)right)->key;
    return (a > b) - (a < b);
}

static uint32_t find_by_bsearch(uint32_t key)
{
    struct entry wanted = {.key = key};
    const struct entry *found =
        bsearch(&wanted, table.sorted, table.n, sizeof *table.sorted, compare_keys);
    return found->value;
}

static uint32_t find_chained(uint32_t key)
{
    const struct link *link = table.chains[hash(key, table.n)];
    while (link->entry.key != key)
        link = link->next;
    return link->entry.value;
}

static uint32_t find_open(uint32_t key)
{
    size_t place = hash(key, 2 * table.n);
    while (table.open[place].key != key)
        place = next_place(place);
    return table.open[place].value;
}

// Inlined, so that no alternative pays for a call.
__attribute__((always_inline)) static inline void measure_hash(struct bench *bench,
                                                               uint32_t (*find)(uint32_t key))
{
    uint32_t answers[N_ANSWERS];
    size_t first = 0;
    BENCH_LOOP (bench) {
        for (size_t i = 0; i < N_ANSWERS; i++)
            answers[i] = find(table.questions[first + i]);
        bench_do_not_optimize(&answers[0]);
        first = (first + N_ANSWERS) % N_QUESTIONS;
    }
    bench_items(bench, N_ANSWERS);
    bench_output(bench, answers, sizeof answers);
}

#define HASH_OPTIONS .args = {64, 512, 4096, 32768, MOST_N}, .arg_name = "n", .setup = table_new

BENCH(hash, bsearch, .baseline = true, HASH_OPTIONS)
{
    measure_hash(bench, find_by_bsearch);
}

BENCH(hash, chained, HASH_OPTIONS, .min_speedup = 3)
{
    measure_hash(bench, find_chained);
}

BENCH(hash, open, HASH_OPTIONS, .min_speedup = 4)
{
    measure_hash(bench, find_open);
}
