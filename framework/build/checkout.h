// SPDX-License-Identifier: MIT
#pragma once
// A checkout: the files of a commit in a folder of their own, as a repository that borrows the
// user's objects. Unlike `git worktree` it leaves no entry there, and `git describe` works in it.
#include "framework/build/git.h"

struct checkout {
    const struct git_repository *repository;
    const char *commit;
    const char *objects;        // where a snapshot keeps more of them; NULL: none
    const char *const *overlay; // paths from the top that are taken from another commit, and are
                                // then exactly as there; ends with NULL; NULL: none
    const char *overlay_from;
};

/** Names what the overlay brings, so that the same files give the same text; "" without one. */
char *checkout_overlay_id(const struct checkout *checkout, GError **error);

/**
 * Fills `folder`, which is made. Submodules come from the user's own copies of them; where those
 * lack the commit git fetches it. Such as the user has not initialised stay empty: a line for each
 * is added to `notes` (char *).
 */
bool checkout_make(const struct checkout *checkout, const char *folder, GPtrArray *notes,
                   GError **error);
