// SPDX-License-Identifier: MIT
#pragma once
// Early stopping: whether a comparison that is still being measured is decided already.
#include "framework/compare/compare.h"

/** Whether a comparison may be looked at when `done` of `planned` restarts are measured. */
bool early_stop_has_look(size_t done, size_t planned);

/**
 * Whether what a look shows, with its share of `alpha`, decides a comparison: a difference so clear
 * that none of the run's other `n_comparisons` can undo it, or one too small to matter.
 */
bool early_stop_is_settled(const struct comparison *looked, double alpha, size_t n_comparisons);

/**
 * Whether base and head, as measured and summarised so far, are decided at this look: they differ
 * so clearly that none of the run's other `n_comparisons` can undo it, or are the same so clearly
 * that the rest of the budget cannot make a change of it. False where there is no look.
 */
bool early_stop_is_decided(const struct result *base, const struct result *head,
                           const struct thresholds *thresholds, size_t n_comparisons, size_t done,
                           size_t planned);

/**
 * Whether their ratio is distinguished from `ratio`. With 0, from 1 and from half of the change
 * that they show, so that half of it is known to be there; or they are the same.
 */
bool early_stop_is_apart(const struct result *base, const struct result *head,
                         const struct thresholds *thresholds, double ratio, size_t done,
                         size_t planned);
