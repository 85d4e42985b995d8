// SPDX-License-Identifier: MIT
#include "framework/harness/preload/path_table.h"

#include <sys/mman.h>

enum { LEAST_CAPACITY = 1 << 14 };

// Fibonacci hashing (Knuth 1973): the low bits of addresses are alike.
static size_t place_of(const struct path_table *table, uint64_t key, uint32_t extra)
{
    uint64_t mixed = (key ^ ((uint64_t)extra << 40)) * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed ^ (mixed >> 32)) & (table->capacity - 1);
}

static struct path_table_entry *find_place(const struct path_table *table, uint64_t key,
                                           uint32_t extra)
{
    size_t at = place_of(table, key, extra);
    while (table->entries[at].key != 0 &&
           (table->entries[at].key != key || table->entries[at].extra != extra))
        at = (at + 1) & (table->capacity - 1);
    return &table->entries[at];
}

struct path_table_entry *path_table_find(const struct path_table *table, uint64_t key,
                                         uint32_t extra)
{
    if (table->capacity == 0)
        return NULL;
    struct path_table_entry *entry = find_place(table, key, extra);
    return entry->key != 0 ? entry : NULL;
}

static bool grow(struct path_table *table)
{
    struct path_table larger = {
        .capacity = table->capacity > 0 ? 2 * table->capacity : LEAST_CAPACITY,
        .used = table->used,
    };
    size_t bytes = larger.capacity * sizeof(struct path_table_entry);
    // cppcheck-suppress invalidFunctionArg // memory without a file
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    larger.entries = memory;
    for (size_t i = 0; i < table->capacity; i++)
        if (table->entries[i].key != 0)
            *find_place(&larger, table->entries[i].key, table->entries[i].extra) =
                table->entries[i];
    path_table_clear(table);
    *table = larger;
    return true;
}

bool path_table_add(struct path_table *table, struct path_table_entry entry)
{
    if (2 * (table->used + 1) > table->capacity && !grow(table))
        return false;
    *find_place(table, entry.key, entry.extra) = entry;
    table->used++;
    return true;
}

// What lies behind moves up, so that no search ends too early.
void path_table_remove(struct path_table *table, struct path_table_entry *entry)
{
    size_t mask = table->capacity - 1;
    size_t hole = (size_t)(entry - table->entries);
    for (size_t at = (hole + 1) & mask; table->entries[at].key != 0; at = (at + 1) & mask) {
        size_t wanted = place_of(table, table->entries[at].key, table->entries[at].extra);
        if (((at - wanted) & mask) < ((at - hole) & mask))
            continue;
        table->entries[hole] = table->entries[at];
        hole = at;
    }
    table->entries[hole].key = 0;
    table->used--;
}

void path_table_clear(struct path_table *table)
{
    if (table->capacity > 0)
        munmap(table->entries, table->capacity * sizeof(struct path_table_entry));
    *table = (struct path_table){0};
}
