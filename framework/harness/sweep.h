// SPDX-License-Identifier: MIT
#pragma once
// Empties the caches, so that what runs next begins cold.
#include <stdbool.h>
#include <stddef.h>

/**
 * Sweeps the data out of all caches by reading a buffer twice as large as the last one, at most
 * 256 MiB; or only the lines of a region (NULL: none), where the CPU can. False without memory.
 */
bool sweep_caches(const void *region, size_t n_bytes);
