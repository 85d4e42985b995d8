// SPDX-License-Identifier: MIT
#pragma once
// Submodules of a checkout, out of those of the user's working tree.
#include "framework/build/lender.h"

/**
 * Fills the submodules of the repository in `folder`, which borrows from `lender`, and theirs. For
 * such as the lender has not initialised a line is added to `notes` (char *), and they stay empty.
 */
bool submodules_fill(const struct lender *lender, const char *folder, GPtrArray *notes,
                     GError **error);
