// SPDX-License-Identifier: MIT
#pragma once
// A command that is sampled from its first instruction on, with all that it starts.
#include "framework/base/subprocess.h"
#include "framework/profile/sampler.h"

/**
 * `environment` as in struct subprocess_call. False and an error where the command cannot be
 * started, or must not be sampled.
 */
bool sampled_command_start(struct sampler *sampler, const char *const *argv,
                           const char *const *environment, struct subprocess *out, GError **error);
