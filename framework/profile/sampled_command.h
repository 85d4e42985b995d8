// SPDX-License-Identifier: MIT
#pragma once
// A command that is sampled from its first instruction on, with all that it starts.
#include "framework/base/subprocess.h"
#include "framework/profile/sampler.h"

/** `pid` is its number. False and an error where it cannot be started, or must not be sampled. */
bool sampled_command_start(struct sampler *sampler, const char *const *argv, struct subprocess *out,
                           pid_t *pid, GError **error);
