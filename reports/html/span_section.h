// SPDX-License-Identifier: MIT
#pragma once
// The section of a profile's page that shows its spans: a timeline with a lane for each thread, and
// tables.
#include "framework/profile/profile.h"

/** Appends it; nothing where there are no spans. */
void html_span_section(GString *out, const struct profile *profile);
