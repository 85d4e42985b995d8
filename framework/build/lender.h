// SPDX-License-Identifier: MIT
#pragma once
// A lender: a repository whose objects a new one reads instead of having its own.
#include "framework/build/git.h"

/** The caller owns what it points to. */
struct lender {
    const char *store;        // its .git folder
    const char *objects;      // where it keeps its objects
    const char *more_objects; // another folder of objects; NULL: none
    const char *folder;       // its working tree; NULL: none
    const char *format;       // of its object names
    int lock_fd; // of what is being filled: every git that writes there holds it; 0: none
};

/**
 * Where a submodule of this name comes from by the lender's own settings, to free; NULL: they do
 * not say, as it is not initialised there.
 */
char *lender_address(const struct lender *lender, const char *name);

/** Makes a repository in `folder` with the lender's objects, tags and remotes, and no files. */
bool lender_borrow(const struct lender *lender, const char *folder, GError **error);

/** Whether the repository in `folder` can reach a commit. */
bool lender_has(const struct lender *lender, const char *folder, const char *commit);

/** Checks out the files of a commit in the repository in `folder`. */
bool lender_fill(const struct lender *lender, const char *folder, const char *commit,
                 GError **error);
