// SPDX-License-Identifier: MIT
#pragma once
// Building revisions and the working tree of the repository around us, as options and benchrun.ini
// say; messages about it go to stderr, each line once.
#include "framework/build/build.h"
#include "framework/cli/config.h"
#include "framework/cli/options.h"

/** `{0}` is one that was not opened. */
struct building {
    const struct options *options;
    const struct config *config;
    struct git_repository repository;
    struct snapshot snapshot; // of the working tree, once it was taken
    GString *built;           // for JOB_BUILT of parts; NULL: nothing yet
    GHashTable *said;         // set of char *; NULL before building_open(): nothing yet
};

/** What to build. */
struct building_part {
    const char *side;    // for messages
    const char *commit;  // NULL: the working tree
    const char *name;    // of the commit, as the user gave it; or NULL
    const char *command; // NULL: the configured one, or the usual one
    unsigned layout;
    const char *flags; // for the compilers; NULL: none
};

/** What was said so far: nothing. For several of them that say each line once. */
GHashTable *building_said_new(void);

/** Finds the repository, and makes room in the cache. */
bool building_open(struct building *building, const struct options *options,
                   const struct config *config, GError **error);

/**
 * Builds, or finds what was built before, with the working tree's copies of --overlay. With
 * --dry-run prints how that would be done; the tree may have no suites then.
 */
bool building_make(struct building *building, const struct building_part *part,
                   struct built_tree *out, GError **error);

/**
 * Replaces the commits of a range where the parts of a run measure what one machine built: by those
 * that BENCHRUN_BUILT names, as a branch may have moved meanwhile.
 */
void building_pin(struct git_range *range);

/** Prints what went wrong, frees it and returns the exit code. */
int building_complain(GError *error);

void building_close(struct building *building);
