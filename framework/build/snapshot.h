// SPDX-License-Identifier: MIT
#pragma once
// A snapshot: a working tree as it stands, as a commit that the user's repository never sees.
#include "framework/build/git.h"

struct snapshot {
    char *commit;  // HEAD itself where nothing was changed
    bool is_dirty; // something was
    char *scratch; // the folder of what the snapshot needs, until it is cleared
    char *objects; // inside it, the objects that the user's repository has not
};

/**
 * Takes in changed, new and removed files, but none that git ignores and no `benchrun-out`; of
 * submodules likewise. The same files on the same HEAD give the same commit.
 */
bool snapshot_take(const struct git_repository *repository, struct snapshot *out, GError **error);

/** Forgets it and its objects; trees that were built of it stay. */
void snapshot_clear(struct snapshot *snapshot);
