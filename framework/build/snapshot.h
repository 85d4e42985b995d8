// SPDX-License-Identifier: MIT
#pragma once
// A snapshot: a working tree as it is, as a commit that the user's repository never sees.
#include "framework/base/scratch.h"
#include "framework/build/git.h"

struct snapshot {
    char *commit;           // HEAD itself where nothing was changed
    char *head;             // the commit under the changes
    bool is_dirty;          // something was
    struct scratch scratch; // what the snapshot needs, until it is cleared
    char *objects;          // inside it, the objects that the user's repository has not
};

/**
 * Includes changed, new and removed files, also of submodules, except files that git ignores and
 * `benchrun-out` folders. The same files on the same HEAD give the same commit.
 */
bool snapshot_take(const struct git_repository *repository, struct snapshot *out, GError **error);

/** Removes it and its objects; trees that were built from it stay. */
void snapshot_clear(struct snapshot *snapshot);
