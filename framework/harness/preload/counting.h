// SPDX-License-Identifier: MIT
#pragma once
// What a preloaded library counts, by the path of callers: libunwind finds them, without frame
// pointers. Whatever a thread does meanwhile does not count.
#include <stdbool.h>
#include <stddef.h>

#include "framework/harness/preload/paths.h"

#define COUNTING_PUBLIC __attribute__((visibility("default")))

/**
 * The path that called has allocated a block of this size, or moved as many bytes (NULL), unless
 * nothing is counted now. errno stays as it is.
 */
void counting_add(const void *block, size_t bytes);

/** A block will be freed or moved: another thread may have it after that. */
struct paths_block counting_forget(const void *block);

/** It was not moved. */
void counting_restore(const void *block, struct paths_block known);

/** The first bytes of a block will be given back; the rest stays. */
void counting_trim(const void *block, size_t bytes);

/**
 * Begins, if libc is ready; else the first that is counted does. `is_bypassed`: the program has
 * functions of its own in place of the library's.
 */
void counting_begin(bool is_bypassed);
