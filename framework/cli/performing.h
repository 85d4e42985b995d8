// SPDX-License-Identifier: MIT
#pragma once
// What run and compare share from the first sample to the exit code.
#include "framework/cli/recording.h"

/**
 * Measures the plans that are not done yet, in their order, concludes, saves, adds witnesses and
 * saves these too, presents and judges. What was finished before an interruption is saved and
 * presented too. Returns an exit code.
 */
int recording_perform(struct recording *recording, const struct recording_task *task);
