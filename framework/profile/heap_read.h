// SPDX-License-Identifier: MIT
#pragma once
// What the preloaded library of the pass `heap` left in a folder becomes metrics of a profile.
#include <stdbool.h>

#include "framework/profile/profile.h"

struct heap_sums {
    guint n_processes; // that counted
    double n_lost;     // allocations that they did not count
};

/**
 * Adds the metrics bytes, allocations, peak (B: what was live when the process with the most had
 * the most) and leaked (B: not freed at the end) to a profile that has none of these names.
 * Whatever the files hold is checked; those of another format are left out.
 */
struct heap_sums heap_read_folder(const char *folder, struct profile *profile);

/** Removes the files of all processes but one. */
void heap_remove_files(const char *folder, int but_pid);

/**
 * Asks a process to forget all when it next enters its timed loop; `has_region` is whether it ever
 * did. False where it has no file.
 */
bool heap_ask_reset(const char *folder, int pid, bool *has_region);
