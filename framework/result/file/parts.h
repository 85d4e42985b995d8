// SPDX-License-Identifier: MIT
#pragma once
// The parts of a whole run that --shard measured become that run.
#include "framework/result/run.h"

/**
 * Joins the parts in `runs` (struct run *, which it empties), read from the files in `names`: their
 * results in the order of the whole, and what each is known to be compared with. Not decided yet:
 * compare_again(). A part that is of another whole, was measured otherwise, or is there twice is an
 * error; one that is missing or not complete is too, unless `is_partial`: then a warning says so,
 * and the comparisons that are missing still count among all (decision_make()).
 */
struct run *parts_join(GPtrArray *runs, const char *const *names, bool is_partial, GError **error);
