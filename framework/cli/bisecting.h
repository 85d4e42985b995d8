// SPDX-License-Identifier: MIT
#pragma once
// Measures one case at one commit against another commit's build, in turn as `compare --git` does,
// until it is clear which it is like.
#include "framework/cli/bisect_file.h"
#include "framework/cli/recording.h"

struct bisecting {
    struct recording *recording;
    char **patterns;     // of the user, which must select one case
    const char *case_id; // that case; NULL: it is not known yet
    char *first_id;      // where it is found out
    unsigned layouts;    // that all commits are measured in; 0: as built, or as options have it
    GHashTable *said;    // what builds said, as building_said_new() has it
    guint n_measured;
};

/** How many layouts decide where the code is the same. */
unsigned bisecting_layouts(const struct recording *recording);

/**
 * Fills in `out`: of the commits that it names, whose ratio is to be distinguished from
 * `level.against`; 0: from 1 and from half of itself; NAN: from 1. Where that takes more than the
 * budget there are four times as much; a difference of the same code is measured in several
 * layouts. A commit that cannot be built or measured says why in `out`. Returns an exit code.
 */
int bisecting_measure(struct bisecting *bisecting, struct measured *out);
