// SPDX-License-Identifier: MIT
#pragma once
// A hash table in memory of its own, as it serves malloc(): open addressing, no element twice.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_entry {
    uint64_t key; // 0: none
    uint64_t value;
    uint32_t node;
    uint32_t extra;
};

struct heap_table {
    struct heap_entry *entries;
    size_t capacity; // a power of 2; 0: none yet
    size_t used;
};

/** The entry of `key` and `extra`; NULL: there is none. */
struct heap_entry *heap_table_find(const struct heap_table *table, uint64_t key, uint32_t extra);

/** Adds one that is not there; false without memory. */
bool heap_table_add(struct heap_table *table, struct heap_entry entry);

void heap_table_remove(struct heap_table *table, struct heap_entry *entry);

/** Forgets all, and gives the memory back. */
void heap_table_clear(struct heap_table *table);
