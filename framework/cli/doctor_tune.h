// SPDX-License-Identifier: MIT
#pragma once
// `doctor --tune` and `--restore`.
#include "framework/cli/options.h"

/** Changes the machine's settings, or puts them back, and prints each. Returns an exit code. */
int doctor_tune(const struct options *options);
