// SPDX-License-Identifier: MIT
#pragma once
// The spans of programs that are profiled: each process writes a trace into a folder of ours
// (BENCHRUN_TRACE), which is read afterwards. What a file holds is believed no more than a
// program's output is: it may be anything, and be cut off anywhere.
#include "framework/profile/profile.h"

/** What is read of a time, in ns of CLOCK_MONOTONIC. */
struct span_window {
    guint64 began_ns, ended_ns;
    bool is_strict; // spans that began before it or ended after it do not count
};

/**
 * What the environment of the programs must have, to free with g_strfreev(). NULL where the user's
 * own has BENCHRUN_TRACE, which is left alone; then the profile has a note, unless it is empty.
 */
char **span_files_setting(const char *folder, struct profile *profile);

/** Adds the spans of all processes, in the order in which they began. */
void span_files_read(const char *folder, const struct span_window *window, struct profile *profile);
