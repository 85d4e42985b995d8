// SPDX-License-Identifier: MIT
#pragma once
// Keeps apart what different compilers, or flags, built.
#include "framework/history/reading.h"

/**
 * Makes one series for each compiler, with its flags, of every series: what one built is not
 * compared with what another did. Each gets its `compiler`, and they are in the order of suite,
 * case, metric, compiler (the one that was used first, first) and machine. Where there are several,
 * these have labels, and a note of the reading says so.
 */
void history_split_compilers(struct history_reading *reading);
