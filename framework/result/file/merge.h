// SPDX-License-Identifier: MIT
#pragma once
// Several runs as one, to be shown together.
#include "framework/result/run.h"

/** A run that others are merged into, and the ids and suites that it has. */
struct merging {
    struct run *into;
    GHashTable *ids, *suites;
};

void merging_begin(struct merging *merging, struct run *into);
void merging_clear(struct merging *merging);

/**
 * Moves what `from` holds into the run. A suite or an id that is there already gets " @LABEL" at
 * its end, so that results of different runs are not taken for alternatives that were measured
 * together; a warning says so. Machine, revision and command stay those of the run; a revision that
 * differs is forgotten. Fails where one of the two compares builds and the other does not.
 */
bool merging_add(struct merging *merging, struct run *from, const char *label, GError **error);
