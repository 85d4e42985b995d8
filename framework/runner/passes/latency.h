// SPDX-License-Identifier: MIT
#pragma once
// The pass `latency`: each iteration of a body is timed by itself.
#include "framework/runner/passes/pass.h"

/** Of the arms whose case has `.latency`, in turn; the others are left alone. */
bool latency_measure(const struct pass *pass, const struct plan *plan,
                     const struct pass_request *request, GError **error);
