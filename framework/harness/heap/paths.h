// SPDX-License-Identifier: MIT
#pragma once
// The file of heap_file.h as it is written: the tree of call paths, and the blocks that live.
// Callers hold a lock.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEAP_MOST_FRAMES = 128 };

/** Begins files of this process in a folder (NULL: as before); forgets what a parent had. */
bool heap_paths_begin(const char *folder);

/** The host asks to forget all that was counted; it is forgotten now. */
void heap_paths_reset(void);

/** Says that the timed loop was entered. */
void heap_paths_mark_region(void);

/**
 * A block was allocated by the callers whose return addresses these are, innermost first. `is_cut`:
 * there are more.
 */
void heap_paths_add(const void *block, size_t bytes, void *const *addresses, size_t n, bool is_cut);

/** A block that is freed or moved; false: it is not known. */
bool heap_paths_remove(const void *block, size_t *bytes);

/** The first bytes of a block are given back; the rest stays. */
void heap_paths_trim(const void *block, size_t bytes);
