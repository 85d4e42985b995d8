// SPDX-License-Identifier: MIT
#include "suites/support/lru.h"

#include <stdlib.h>
#include <string.h>

// Entries are named by their place from 1 on, so that zeroed memory is an empty table. Entry 0 is
// the list's head: its `newer` is the oldest entry, its `older` the most recent one.
enum { NONE = 0, HEAD = 0, SMALLEST = 8 };

struct entry {
    uint64_t key;
    uint64_t value;
    uint32_t newer;
    uint32_t older;
    uint32_t next; // in the bucket
};

struct lru {
    struct entry *entries; // capacity + 1
    uint32_t *buckets;     // the first entry of each
    size_t capacity;       // the bound, where there is one
    unsigned bucket_shift; // of the 64-bit hash
    struct lru_info info;
};

static size_t bucket_bytes(const struct lru *lru)
{
    return sizeof *lru->buckets << (64 - lru->bucket_shift);
}

// Makes room for so many entries; the buckets are empty then, the entries are those before.
static bool reserve(struct lru *lru, size_t capacity)
{
    struct entry *entries = realloc(lru->entries, (capacity + 1) * sizeof *entries);
    if (entries == NULL)
        return false;
    lru->entries = entries;
    lru->capacity = capacity;
    lru->bucket_shift = 63;
    while ((size_t)1 << (64 - lru->bucket_shift) < 2 * capacity)
        lru->bucket_shift--;
    free(lru->buckets);
    lru->buckets = calloc(1, bucket_bytes(lru));
    return lru->buckets != NULL;
}

static void reserve_or_abort(struct lru *lru, size_t capacity)
{
    if (!reserve(lru, capacity))
        abort();
}

struct lru *lru_new(size_t maxsize)
{
    struct lru *lru = calloc(1, sizeof *lru);
    if (lru == NULL)
        return NULL;
    lru->info.maxsize = maxsize;
    if (!reserve(lru, maxsize > 0 ? maxsize : SMALLEST)) {
        lru_free(lru);
        return NULL;
    }
    lru_clear(lru);
    return lru;
}

void lru_free(struct lru *lru)
{
    if (lru == NULL)
        return;
    free(lru->entries);
    free(lru->buckets);
    free(lru);
}

static bool is_bounded(const struct lru *lru)
{
    return lru->info.maxsize > 0;
}

void lru_clear(struct lru *lru)
{
    if (is_bounded(lru))
        memset(lru->buckets, 0, bucket_bytes(lru));
    else
        reserve_or_abort(lru, SMALLEST);
    lru->entries[HEAD] = (struct entry){.newer = HEAD, .older = HEAD};
    lru->info = (struct lru_info){.maxsize = lru->info.maxsize};
}

// Fibonacci hashing: the high bits of a product with 2^64 over the golden ratio (Knuth, TAOCP 6.4).
static uint32_t *find_bucket(const struct lru *lru, uint64_t key)
{
    return &lru->buckets[(key * 0x9e3779b97f4a7c15u) >> lru->bucket_shift];
}

static void take_from_list(struct lru *lru, const struct entry *entry)
{
    lru->entries[entry->newer].older = entry->older;
    lru->entries[entry->older].newer = entry->newer;
}

static void make_most_recent(struct lru *lru, uint32_t place)
{
    struct entry *head = &lru->entries[HEAD];
    struct entry *entry = &lru->entries[place];
    entry->newer = HEAD;
    entry->older = head->older;
    lru->entries[head->older].newer = place;
    head->older = place;
}

bool lru_find(struct lru *lru, uint64_t key, uint64_t *value)
{
    uint32_t place = *find_bucket(lru, key);
    while (place != NONE && lru->entries[place].key != key)
        place = lru->entries[place].next;
    if (place == NONE) {
        lru->info.misses++;
        return false;
    }
    lru->info.hits++;
    *value = lru->entries[place].value;
    if (is_bounded(lru)) {
        take_from_list(lru, &lru->entries[place]);
        make_most_recent(lru, place);
    }
    return true;
}

static uint32_t forget_oldest(struct lru *lru)
{
    uint32_t place = lru->entries[HEAD].newer;
    struct entry *oldest = &lru->entries[place];
    uint32_t *link = find_bucket(lru, oldest->key);
    while (*link != place)
        link = &lru->entries[*link].next;
    *link = oldest->next;
    take_from_list(lru, oldest);
    return place;
}

static void put_into_bucket(struct lru *lru, uint32_t place)
{
    uint32_t *bucket = find_bucket(lru, lru->entries[place].key);
    lru->entries[place].next = *bucket;
    *bucket = place;
}

static void grow(struct lru *lru)
{
    reserve_or_abort(lru, 2 * lru->capacity);
    for (uint32_t place = 1; place <= lru->info.currsize; place++)
        put_into_bucket(lru, place);
}

void lru_insert(struct lru *lru, uint64_t key, uint64_t value)
{
    bool is_full = lru->info.currsize == lru->capacity;
    if (is_full && !is_bounded(lru))
        grow(lru);
    bool must_forget = is_full && is_bounded(lru);
    uint32_t place = must_forget ? forget_oldest(lru) : (uint32_t)++lru->info.currsize;
    lru->entries[place].key = key;
    lru->entries[place].value = value;
    put_into_bucket(lru, place);
    if (is_bounded(lru))
        make_most_recent(lru, place);
}

struct lru_info lru_info(const struct lru *lru)
{
    return lru->info;
}
