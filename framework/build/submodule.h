// SPDX-License-Identifier: MIT
#pragma once
// Submodules of a checkout, taken from those of the user's working tree.
#include "framework/build/lender.h"

/**
 * Fills the submodules, at any depth, of the repository in `folder`, which borrows from `lender`.
 * Submodules that the lender has not initialised stay empty: `notes` (char *) gets a line for each.
 */
bool submodules_fill(const struct lender *lender, const char *folder, GPtrArray *notes,
                     GError **error);
