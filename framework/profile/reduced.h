// SPDX-License-Identifier: MIT
#pragma once
// Profiles with less in them. They have the same functions, and nodes and metrics alone.
#include "framework/profile/profile.h"

/**
 * A new profile whose frames have no lines: what a function does in several of its lines is one
 * path.
 */
struct profile *profile_by_function(const struct profile *profile);

/** Functions of a path, and bytes of their names, where a format repeats it for each that ends it.
 */
enum { PROFILE_MOST_DEPTH = 600, PROFILE_MOST_PATH_BYTES = 1 << 16 };

/** A new profile that has `(deeper)` instead of what longer paths have below that. NULL: none is.
 */
struct profile *profile_shallow(const struct profile *profile);

/** The nodes of a path of a profile that is shallow, outermost first; returns how many. */
guint profile_path(const struct profile *profile, guint node, guint path[PROFILE_MOST_DEPTH + 1]);
