// SPDX-License-Identifier: MIT
#pragma once
// The folder in which running programs show themselves to others of the same user, and to nobody
// else.
#include <stddef.h>

#define LIVE_FOLDER_BYTES 512

/** Which folder to try: $XDG_RUNTIME_DIR/benchrun, /run/user/UID/benchrun, /tmp/benchrun-UID. */
enum { LIVE_FOLDERS = 3 };

/**
 * The path of a folder of those; 0, or the errno that says why it is not used: ENOENT where its
 * parent is missing, EPERM where it is not a folder of this user's that only he may enter. `make`
 * makes a missing one.
 */
int live_folder_path(unsigned which, int make, char path[LIVE_FOLDER_BYTES]);

/** Makes a file of 0600 in the first folder that can be used, with a name that cannot be guessed:
 * PID-RANDOM`suffix`. Returns its descriptor (close-on-exec) and its path, or -1 and errno. */
int live_folder_create(const char *suffix, char path[LIVE_FOLDER_BYTES]);
