// SPDX-License-Identifier: MIT
#pragma once
// What the preloaded library of the pass `heap` left in a folder becomes metrics of a profile.
#include <stdbool.h>

#include "framework/profile/profile.h"

struct heap_sums {
    guint n_processes;    // that said something
    double n_allocations; // all of them
    double bytes;
    double peak_bytes; // of the process with the highest
    double leaked_bytes;
    double n_lost;
    bool has_region; // a timed loop was seen
};

/**
 * Adds the metrics bytes, allocations, peak (B: what was live when the process with the most had
 * the most) and leaked (B: not freed at the end) to a profile that has none of these names.
 * Whatever the files hold is checked; those of another format are left out.
 */
struct heap_sums heap_read_folder(const char *folder, struct profile *profile);

/** Removes the files of all processes but one; 0: of all. */
void heap_remove_files(const char *folder, int but_pid);

/** Asks a process to forget all when it next enters its timed loop; false: it has no file. */
bool heap_ask_reset(const char *folder, int pid);
