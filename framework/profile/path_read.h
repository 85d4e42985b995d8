// SPDX-License-Identifier: MIT
#pragma once
// What a preloaded library left in a folder becomes metrics of a profile.
#include <stdbool.h>

#include "framework/profile/profile.h"

struct path_sums {
    guint n_processes; // that counted
    double n_lost;     // calls that they did not count
};

/**
 * Adds the metrics of a pass to a profile that has none of these names. `heap`: bytes, allocations,
 * peak (B: what was live when the process with the most had the most) and leaked (B: not freed at
 * the end). `copies`: copied (B) and copies. Whatever the files hold is checked; those of another
 * format are left out.
 */
struct path_sums path_read_folder(const char *folder, const char *pass, struct profile *profile);

struct path_totals {
    double n_calls;    // that allocated or moved something
    double bytes;      // that were
    double live_bytes; // not freed yet
    double peak_bytes; // the most at once, of the process that had the most
    double n_lost;     // calls that were not counted
    bool is_bypassed;  // a program calls functions of its own, not the library's
};

/** What all processes of a folder come to, without paths. */
struct path_totals path_read_totals(const char *folder);

/** Removes the files of all processes but one. */
void path_remove_files(const char *folder, int but_pid);

/**
 * Asks a process to forget all when it next enters its timed loop; `has_region` is whether it ever
 * did. False where it has no file.
 */
bool path_ask_reset(const char *folder, int pid, bool *has_region);
