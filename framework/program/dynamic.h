// SPDX-License-Identifier: MIT
#pragma once
// What the loader reads of a program or library: which libraries it needs, where it says they are,
// and which symbols it offers to others. Stripped files have it too.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** A symbol that others can use. */
struct exported {
    uint64_t address;
    bool is_thread_local;
    bool is_ambiguous; // versions of it are at different addresses
};

struct dynamic {
    GPtrArray *needed;   // char *: names of libraries, in order
    char *rpath;         // folders, separated by `:`; NULL: none
    char *runpath;       // the same; then rpath does not count
    GHashTable *exports; // char * -> struct exported *
};

/** NULL and an error where the file is not a 64-bit ELF file. */
struct dynamic *dynamic_read(const char *path, GError **error);
void dynamic_free(struct dynamic *dynamic);
