// SPDX-License-Identifier: MIT
#pragma once
// Which symbols a program or library offers to others. Stripped files have them too.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** A symbol that others can use. */
struct exported {
    uint64_t address;
    bool is_thread_local;
    bool is_ambiguous; // versions of it are at different addresses
};

/**
 * By name (char * -> struct exported *), to be released with g_hash_table_unref(). NULL and an
 * error where the file is not a 64-bit ELF file.
 */
GHashTable *exports_read(const char *path, GError **error);
