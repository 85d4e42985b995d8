// SPDX-License-Identifier: MIT
#include "suites/support/lru.h"

#include <stdlib.h>
#include <string.h>

// Entries are named by their place from 1 on, so that zeroed memory is an empty table. Entry 0 is
// the list's head: its `newer` is the oldest entry, its `older` the most recent one.
enum { NONE = 0, HEAD = 0 };

struct entry {
    uint64_t key;
    uint64_t value;
    uint32_t newer;
    uint32_t older;
    uint32_t next; // in the bucket
};

struct lru {
    struct entry *entries; // maxsize + 1
    uint32_t *buckets;     // the first entry of each
    unsigned bucket_shift; // of the 64-bit hash
    struct lru_info info;
};

static size_t bucket_bytes(const struct lru *lru)
{
    return sizeof *lru->buckets << (64 - lru->bucket_shift);
}

struct lru *lru_new(size_t maxsize)
{
    struct lru *lru = calloc(1, sizeof *lru);
    if (lru == NULL)
        return NULL;
    lru->info.maxsize = maxsize;
    lru->bucket_shift = 63;
    while ((size_t)1 << (64 - lru->bucket_shift) < 2 * maxsize)
        lru->bucket_shift--;
    lru->entries = calloc(maxsize + 1, sizeof *lru->entries);
    lru->buckets = malloc(bucket_bytes(lru));
    if (lru->entries == NULL || lru->buckets == NULL) {
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

void lru_clear(struct lru *lru)
{
    memset(lru->buckets, 0, bucket_bytes(lru));
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
    take_from_list(lru, &lru->entries[place]);
    make_most_recent(lru, place);
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

void lru_insert(struct lru *lru, uint64_t key, uint64_t value)
{
    bool is_full = lru->info.currsize == lru->info.maxsize;
    uint32_t place = is_full ? forget_oldest(lru) : (uint32_t)++lru->info.currsize;
    uint32_t *bucket = find_bucket(lru, key);
    struct entry *entry = &lru->entries[place];
    entry->key = key;
    entry->value = value;
    entry->next = *bucket;
    *bucket = place;
    make_most_recent(lru, place);
}

struct lru_info lru_info(const struct lru *lru)
{
    return lru->info;
}
