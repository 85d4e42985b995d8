// SPDX-License-Identifier: MIT
#pragma once
// A run that is one part of a whole, which was cut so that several machines measure it (--shard).
#include <glib.h>
#include <stdbool.h>

/** `{0}` is that of a whole run. */
struct run_part {
    unsigned number;    // from 1; 0 of some: a whole that lacks parts
    unsigned of;        // how many there are; 0: the run is whole
    size_t cases;       // that it has when it is complete
    size_t comparisons; // planned in the whole: all of them are decided together
    char *plans;        // digest of the whole list of plans; the same in all parts
    GPtrArray *options; // char *: what decides how it was measured and judged, `--time=1`
    char *node;         // where it was measured
};

void run_part_clear(struct run_part *part);

/** An option that a part has and another has not; NULL: none. */
const char *run_part_find_option(const struct run_part *part, const struct run_part *other);
