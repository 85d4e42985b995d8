// SPDX-License-Identifier: MIT
#pragma once
// A hash table in memory of its own, as it serves malloc(): open addressing, no element twice.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct path_table_entry {
    uint64_t key; // 0: none
    uint64_t value;
    uint32_t node;
    uint32_t extra;
};

struct path_table {
    struct path_table_entry *entries;
    size_t capacity; // a power of 2; 0: none yet
    size_t used;
};

/** The entry of `key` and `extra`; NULL: there is none. */
struct path_table_entry *path_table_find(const struct path_table *table, uint64_t key,
                                         uint32_t extra);

/** Adds one that is not there; false without memory. */
bool path_table_add(struct path_table *table, struct path_table_entry entry);

void path_table_remove(struct path_table *table, struct path_table_entry *entry);

/** Forgets all, and gives the memory back. */
void path_table_clear(struct path_table *table);
