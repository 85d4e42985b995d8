// SPDX-License-Identifier: MIT
#pragma once
// An image of the file system's root in a folder of ours: a program that is copied into it finds
// what lies beside it and above it, by symbolic links.
#include <glib.h>

/**
 * Makes the image of a folder (an absolute path without links) below `root`, unless there is one,
 * and returns its path, to free: a folder of links to all that is in the original. So are those
 * above it that can be read and have 256 entries or fewer. NULL and an error where it cannot be
 * made.
 */
char *mirror_folder(const char *root, const char *folder, GError **error);
