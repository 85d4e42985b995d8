// SPDX-License-Identifier: MIT
#pragma once
// The ratio of two arms that were measured in turn, as one restart (one start of both, in new
// processes) shows it. docs/method.md describes the method and how it was chosen.
#include <stddef.h>

/**
 * The typical log ratio head / base in the `n` rounds of a restart, from the logarithms of their
 * times in the order in which they were measured: the interquartile mean of the differences between
 * every time of head and every one of base in the same block of four to seven rounds. Exchanging
 * the sides changes its sign and nothing else. NAN where n is 0, or memory runs out.
 */
double ratio_of_restart(const double *base, const double *head, size_t n);
