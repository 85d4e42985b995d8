// SPDX-License-Identifier: MIT
#pragma once
// Where a path leads: a folder that is kept open, and a name in it, so that what was looked at is
// what is used. Links that another user may have planted are not followed.
#include <glib.h>
#include <stdbool.h>
#include <sys/stat.h>

#define PLACE_ERROR (place_error_quark())
GQuark place_error_quark(void);
enum { PLACE_ERROR_PLANTED }; // another user may have put it there

struct place {
    int folder;        // opened with O_PATH
    char *name;        // in that folder
    bool exists;       // something has that name
    struct stat about; // then, what it is
    bool is_shared;    // everybody may write to the folder
    bool is_planted;   // another user may have put there what exists
    bool is_handle;    // the name is a link of /proc to something that is open and has no path
};

enum place_links { PLACE_FOLLOWS, PLACE_FOLLOWS_ALL_BUT_THE_LAST };

/**
 * Finds where `path` leads. The name may be free, the folder must exist. A symbolic link in a
 * folder that everybody may write to is followed only if it belongs to us or to the owner of the
 * folder: the rule of fs.protected_symlinks, for every part of the path and whatever that is set
 * to. Otherwise it is an error that says whose it is. Close it with place_clear().
 */
bool place_find(const char *path, enum place_links links, struct place *out, GError **error);
void place_clear(struct place *place);

/** Makes a folder of this mode, and missing ones above it, by the same rule. */
bool place_make_folder(const char *path, mode_t mode, GError **error);

/** Whether only we may have written something: it is ours, and nobody else may write to it. */
bool place_is_ours_alone(const struct stat *about);

/** Whether everybody may rename what is at a place, and put something else there. */
bool place_may_be_exchanged(const struct place *place);

/** Sets the error that what is at a place is planted. Always returns false. */
bool place_refuse(const struct place *place, GError **error);

/** Says whose something is: "nobody (uid 65534)"; to free. */
char *place_owner(const struct stat *about);
