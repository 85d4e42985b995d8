// SPDX-License-Identifier: MIT
#pragma once
// Small files that reach all that a report can show: every seed has a text of its own.

enum { SEEDS = 7 };

/** A result file of alternatives, of two builds or of a test, or a file of another tool. */
char *seed_file(unsigned index);
