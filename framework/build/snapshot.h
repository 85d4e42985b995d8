// SPDX-License-Identifier: MIT
#pragma once
// A snapshot: the current working tree as a commit that is not in the user's repository.
#include "framework/build/git.h"

struct snapshot {
    char *commit;  // HEAD itself if nothing was changed
    bool is_dirty; // whether something was
    char *scratch; // the folder of its files, until it is cleared
    char *objects; // in `scratch`: the objects that the user's repository lacks
};

/**
 * Includes changed, new and removed files, also of submodules, except files that git ignores and
 * `benchrun-out` folders. The same files on the same HEAD give the same commit.
 */
bool snapshot_take(const struct git_repository *repository, struct snapshot *out, GError **error);

/** Removes it and its objects; trees that were built from it stay. */
void snapshot_clear(struct snapshot *snapshot);
