// SPDX-License-Identifier: MIT
#pragma once
// What a pass counted once of two builds, and what may differ by luck, is counted again in as many
// processes as rule that out.
#include "framework/runner/passes/pass.h"

/**
 * Where a pass found anything but the same exact values in the two arms of a plan, counts both
 * again in turn, in at least `restarts` processes each, all of the same number of iterations and
 * with random addresses. A metric is exact then if all processes of the arm found the same. False
 * and an error where that fails: what was counted once remains.
 */
bool recount(const struct pass *pass, const struct plan *plan, unsigned restarts, GError **error);
