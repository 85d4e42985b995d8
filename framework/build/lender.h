// SPDX-License-Identifier: MIT
#pragma once
// A lender: a repository whose objects a new one reads in place of having its own.
#include "framework/build/git.h"

/** The caller keeps what it points to. */
struct lender {
    const char *store;        // its .git folder
    const char *objects;      // where it keeps its objects
    const char *more_objects; // another place of objects; NULL: none
    const char *folder;       // its working tree; NULL: none
    const char *format;       // of its object names
};

/** Asks the lender for a setting of its own; NULL where it has none. */
char *lender_setting(const struct lender *lender, const char *key);

/** Makes a repository in `folder` with the lender's objects, tags and addresses, and no files. */
bool lender_borrow(const struct lender *lender, const char *folder, GError **error);

/** Whether the repository in `folder` can reach a commit. */
bool lender_has(const char *folder, const char *commit);

/** Puts the files of a commit into the repository in `folder`. */
bool lender_fill(const char *folder, const char *commit, GError **error);
