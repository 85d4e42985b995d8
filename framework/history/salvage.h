// SPDX-License-Identifier: MIT
#pragma once
// What can be read of a history whose file is damaged.
#include "framework/history/opening.h"

/**
 * A copy that lasts until it is closed, of all rows that can be read and belong to a run. Sets
 * `is_whole` to whether that is all that the file holds. NULL and an error: nothing can be read.
 */
struct history *history_salvage(const struct history *damaged, bool *is_whole, GError **error);
