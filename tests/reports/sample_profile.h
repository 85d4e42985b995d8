// SPDX-License-Identifier: MIT
#pragma once
// Profiles with fixed numbers, for the tests of what shows them.
#include "framework/profile/profile.h"

/** Recursion, an inlined function, an exact metric beside a sampled one, notes. */
struct profile *sample_profile(void);

/** The same with this text in place of every other one. */
struct profile *sample_hostile_profile(const char *text);

/** What `watch` makes: two groups of stalls, and threads. */
struct profile *sample_watch(void);
