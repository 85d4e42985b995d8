// SPDX-License-Identifier: MIT
#pragma once
// A profile without lines: what a function does in several of its lines is one path.
#include "framework/profile/profile.h"

/** A new profile with the same functions, whose frames have no lines; it has nodes and metrics
 * alone. */
struct profile *profile_by_function(const struct profile *profile);
