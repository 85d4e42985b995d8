// SPDX-License-Identifier: MIT
#pragma once
// Saves and shows a profile.
#include "framework/cli/recording.h"
#include "framework/profile/profile.h"

/** An empty profile of a target, with what makes it. */
struct profile *profile_begin(const struct recording *recording, const char *target);

/** Notes how a command ended, unless it did well. */
void profile_note_end(struct profile *profile, bool has_ended, int wait_status);

/**
 * Shows it; `is_own` says that it was made by this command, of a program of this user's, so that
 * the source it names may be read. Returns an exit code; what is wrong has been printed.
 */
int present_profile(const struct profile *profile, const struct options *options, bool is_own);

/** Shows what changed from base to head, in the same way. */
int present_difference(const struct profile *base, const struct profile *head,
                       const struct options *options);

/** Saves it as a file of its own in the folder for results, and says where. */
int save_profile(const struct profile *profile, const struct options *options);
