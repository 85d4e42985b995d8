// SPDX-License-Identifier: MIT
#pragma once
// The sections of a profile's page that say what threads did and where event loops were blocked.
#include "framework/profile/profile.h"

/** Appends the groups of stalls, where `watch` made the profile, and the threads, where it has any.
 */
void html_live_sections(GString *out, const struct profile *profile);
