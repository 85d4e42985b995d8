// SPDX-License-Identifier: MIT
#pragma once
// --shard: a command measures its part of the plans, which it makes all of, so that it knows how
// many are decided together.
#include "framework/cli/recording.h"

/**
 * Cuts the plans of a whole run, and says in the run which part this is: `n_comparisons` are
 * decided together. Does nothing without --shard. Returns an exit code.
 */
int sharding_cut(struct recording *recording, const GPtrArray *plans,
                 const struct settings *settings, size_t n_comparisons);

/** Whether the plan is of this part; always without --shard. */
bool sharding_has(const struct recording *recording, const struct plan *plan);

/** Drops the plans that are not. */
void sharding_keep(const struct recording *recording, GPtrArray *plans);

/** Numbers results of a part by the place of their cases among all. */
void sharding_number(const struct recording *recording, const GPtrArray *cases, GPtrArray *results);
