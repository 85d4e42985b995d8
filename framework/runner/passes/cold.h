// SPDX-License-Identifier: MIT
#pragma once
// The pass `cold`: single iterations after the caches were swept.
#include "framework/runner/passes/pass.h"

/** Of the arms whose case has `.cold`, in turn; the others are left alone. */
bool cold_measure(const struct pass *pass, const struct plan *plan,
                  const struct pass_request *request, GError **error);
