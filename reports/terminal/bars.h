// SPDX-License-Identifier: MIT
#pragma once
// Small bars of block characters, for tables: a glance before the numbers. To free; empty for NAN.

enum { BAR_CELLS = 8 };

/** A bar of `share` (0 to 1, what is beyond is cut) of BAR_CELLS cells; a sliver for the least. */
char *bar_of_share(double share);

/**
 * A change to either side of an axis in the middle: to the right where `log_ratio` is above 0.
 * BAR_CELLS / 2 cells on each side stand for `full`, above 0; what is beyond is cut.
 */
char *bar_of_change(double log_ratio, double full);
