// SPDX-License-Identifier: MIT
#pragma once
// What follows the table of a group, in words; empty where there is nothing to say. Printable,
// the caller frees it.
#include "reports/words/groups.h"

/** How its alternatives grow with their argument: "sort O(n log n) ±3.1%, hash_set O(n) ±2.0%". */
char *group_fits(const struct group *group);

/**
 * The rule of thumb: alternatives that are not slower, but shown to be less than `worth_ratio`
 * times as fast as the group's baseline, are hardly worth their less readable code: "lru/n:12,
 * table/n:8: less than 2x as fast; is the extra code worth it?". Empty where the run compares
 * builds, nothing is declared the baseline, or `worth_ratio` is 1 or less.
 */
char *group_advice(const struct run *run, const struct group *group, double worth_ratio);
