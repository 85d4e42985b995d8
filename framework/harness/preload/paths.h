// SPDX-License-Identifier: MIT
#pragma once
// The file of path_file.h as it is written: the tree of call paths, and the blocks that live.
// Callers hold a lock.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATHS_MOST_FRAMES = 128 };

/** Begins files of this process in a folder (NULL: as before); forgets what a parent had. */
bool paths_begin(const char *folder);

/** The host asks to forget all that was counted; it is forgotten now. */
void paths_reset(void);

/** Says that the timed loop was entered. */
void paths_mark_region(void);

/** Says that the program has functions of its own in place of the library's. */
void paths_mark_bypassed(void);

/**
 * A block was allocated, or as many bytes moved (NULL), by the callers whose return addresses these
 * are, innermost first. `is_cut`: there are more.
 */
void paths_add(const void *block, size_t bytes, void *const *addresses, size_t n, bool is_cut);

/** What is known of a block. */
struct paths_block {
    bool is_known;
    size_t bytes;
    uint32_t node; // its path
};

/** A block that is freed or moved. */
struct paths_block paths_remove(const void *block);

/** It was not moved: it is there as it was, and no other allocation. */
void paths_restore(const void *block, struct paths_block known);

/** The first bytes of a block are given back; the rest stays. */
void paths_trim(const void *block, size_t bytes);
