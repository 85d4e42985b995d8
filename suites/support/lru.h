// SPDX-License-Identifier: MIT
#pragma once
// A cache of numbers that forgets the least recently used: a hash table and a doubly linked list
// over one block of entries. It allocates when it is made and never again. Unbounded it is the hash
// table alone, which doubles when it is full.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lru;

struct lru_info {
    uint64_t hits;
    uint64_t misses;
    size_t maxsize; // 0: unbounded
    size_t currsize;
};

/** A cache of at most `maxsize` entries, of any number for 0; NULL when there is no memory. */
struct lru *lru_new(size_t maxsize);
void lru_free(struct lru *lru);

/** Looks a key up and counts a hit or a miss; a hit writes `value` and is the most recent now. */
bool lru_find(struct lru *lru, uint64_t key, uint64_t *value);

/**
 * Adds a key that is not there, as after a miss. A full cache forgets its oldest entry; an
 * unbounded one that gets no memory ends the program.
 */
void lru_insert(struct lru *lru, uint64_t key, uint64_t value);

/** Forgets every entry and both counts; an unbounded cache is as small again as a new one. */
void lru_clear(struct lru *lru);

struct lru_info lru_info(const struct lru *lru);
