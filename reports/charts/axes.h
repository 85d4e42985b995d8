// SPDX-License-Identifier: MIT
#pragma once
// A group of cases with several numeric parameters, seen over one that is not their argument: that
// one takes the place of the argument, and the argument is one of the others.
#include "reports/words/groups.h"

/**
 * The views (struct group *) of a group, one for each further parameter that is a number in all of
 * its cases; results and cases are copies. g_ptr_array_unref() frees them.
 */
GPtrArray *axes_of(const struct group *group);
