// SPDX-License-Identifier: MIT
#pragma once
// Several runs as one, to be shown together.
#include "framework/result/run.h"

/**
 * Moves what `from` holds into `into`. A suite or an id that is there already gets " @LABEL" at its
 * end, so that results of different runs are not taken for alternatives that were measured
 * together; a warning says so. Machine, revision and command stay those of `into`; a revision that
 * differs is forgotten. Fails where one of the two compares builds and the other does not.
 */
bool run_merge(struct run *into, struct run *from, const char *label, GError **error);
