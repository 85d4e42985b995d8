// SPDX-License-Identifier: MIT
#pragma once
// A checkout: the files of a commit in a separate folder, in a repository that borrows the
// user's objects. Unlike `git worktree` it adds nothing to the user's repository, and unlike
// `git archive` it lets `git describe` work.
#include "framework/build/git.h"

struct checkout {
    const struct git_repository *repository;
    const char *commit;
    const char *objects;        // the additional objects of a snapshot; NULL: none
    const char *const *overlay; // paths, relative to the top, that are replaced by those of
                                // `overlay_from`; ends with NULL; NULL: none
    const char *overlay_from;
    int lock_fd; // of the folder: every git that writes there holds it; 0: none
};

/** Identifies the overlay's content: the same files give the same text; "" without one. */
char *checkout_overlay_id(const struct checkout *checkout, GError **error);

/** A file of the commit, or of what is laid over it; to free. NULL: there is none. */
char *checkout_read(const struct checkout *checkout, const char *name);

/**
 * Creates and fills `folder`. Submodules come from the user's own copies; if one lacks the commit,
 * git fetches it. Submodules that the user has not initialised stay empty: `notes` (char *) gets a
 * line for each.
 */
bool checkout_make(const struct checkout *checkout, const char *folder, GPtrArray *notes,
                   GError **error);
