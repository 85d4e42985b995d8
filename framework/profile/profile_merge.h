// SPDX-License-Identifier: MIT
#pragma once
// Two profiles become one.
#include "framework/profile/profile.h"

/**
 * Adds another profile to this one: paths that are the same become one, additive metrics of one
 * name add up, peaks keep the larger value; passes and notes follow one another, and so do
 * machines that are not the same.
 */
void profile_merge(struct profile *profile, const struct profile *other);
