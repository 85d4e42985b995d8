// SPDX-License-Identifier: MIT
#pragma once
// `doctor --measure`: the noise of this machine, and the smallest change that it can show.
#include "framework/cli/options.h"
#include "framework/machine/checkup.h"

/**
 * Measures with what `options` say of CPU and time, and compares the CPUs that the checkup found.
 * Its noise is set on success. Returns an exit code.
 */
int doctor_measure(const struct options *options, struct checkup *checkup);
