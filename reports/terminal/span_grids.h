// SPDX-License-Identifier: MIT
#pragma once
// The tables of a profile's spans.
#include "framework/profile/profile.h"
#include "reports/terminal/grid.h"

enum { SPAN_LABELS_SHOWN = 30, SPAN_OPEN_SHOWN = 20 };

/** A row for each label, those that took longest first. */
struct grid *span_sum_grid(const struct profile *profile);

/** A row for each span that is open, the oldest first. */
struct grid *span_open_grid(const struct profile *profile);

/** Appends a sentence and both tables; nothing where there are no spans. */
void span_tables_append(GString *out, const struct profile *profile, unsigned width,
                        bool use_colour);
