// SPDX-License-Identifier: MIT
#pragma once
// What the page's script draws: the call paths that are large enough to be seen, as JSON.
#include "reports/report.h"

/** The text; `pruned` gets the number of paths that are too small. To free. */
char *profile_data(const struct profile_report *report, guint *pruned);
