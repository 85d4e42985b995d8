// SPDX-License-Identifier: MIT
#pragma once
// The table of passes. A new pass is a row there and, if no existing function can read its
// count, a new one that does.
#include "framework/runner/passes/pass.h"

/** The passes, in the order in which they run; a name of NULL ends them. */
extern const struct pass passes[];

/** The pass of a name, or its first row where it has several; NULL when there is none. */
const struct pass *pass_find(const char *name);

/** The names of the metrics that they add and that are judged, as "instructions, allocations"; the
 * caller frees it. */
char *pass_metric_names(void);

/** The names for messages, as "time, instructions"; the caller frees it. */
char *pass_names(void);
