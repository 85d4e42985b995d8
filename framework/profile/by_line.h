// SPDX-License-Identifier: MIT
#pragma once
// What the lines of one source file have, over all paths.
#include "framework/profile/profile.h"

/** Lines `first` to `last` of a file, as the profile names it. */
struct line_range {
    const char *file;
    unsigned first, last;
};

/**
 * The lines that a name stands for (struct line_range): those of each function of that name, from
 * where it begins to its last line that was seen; or else those of the file of that name, with or
 * without folders. Ranges are in the order of files and lines; texts are the profile's.
 */
GArray *lines_find(const struct profile *profile, const char *name);

/**
 * Adds up a metric for each line of a range: what it has itself, and with all that it called, where
 * recursion counts once. Both hold last - first + 1 numbers.
 */
void lines_add_up(const struct profile *profile, guint metric, const struct line_range *range,
                  double *self, double *inclusive);

/** A line, and what of a metric it has itself, over all paths. */
struct hot_line {
    const char *file; // the profile's
    unsigned line;
    guint function; // of the first path that ends there
    double self;
};

/** The `n` lines that have most themselves (struct hot_line), the most first. */
GArray *lines_hottest(const struct profile *profile, guint metric, guint n);

/** Where the end of a path is. */
enum line_end {
    LINE_END_OWN,     // in the program or library that the file belongs to
    LINE_END_LIBRARY, // in another one
    LINE_END_KERNEL,
};

/** The inclusive values of paths that end there. */
void lines_add_up_ends(const struct profile *profile, guint metric, const struct line_range *range,
                       enum line_end where, double *inclusive);
