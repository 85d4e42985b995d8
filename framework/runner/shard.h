// SPDX-License-Identifier: MIT
#pragma once
// How a list of plans is cut into parts that take about as long as each other: the same on every
// machine, so that each can measure its own.
#include <glib.h>
#include <stdbool.h>

enum { MOST_SHARDS = 100000 };

/** One of several parts; `{0}`: there is one, the whole. */
struct shard {
    unsigned number; // from 1
    unsigned of;
};

/** Reads `I/N`: 1/8 to 8/8. */
bool shard_parse(const char *text, struct shard *out, GError **error);

/** What is not cut: a plan. */
struct shard_item {
    const char *name; // unique
    double cost_s;
    unsigned part; // decided: the number of its part
};

/**
 * Gives each of `n` items to one of `of` parts: the longest first, each to the part that has least
 * to do so far (Graham, 1969: no part takes more than 4/3 of what the best cut would). Items of the
 * same cost are taken in an order that their names decide, like a random one: cases that take
 * longer than their budgets are neighbours in the list, and must not meet in one part. The order of
 * the items does not matter.
 */
void shard_cut(struct shard_item *items, size_t n, unsigned of);
