// SPDX-License-Identifier: MIT
#pragma once
// The settings and the work that make times of a machine vary.
#include "framework/machine/machine.h"

/**
 * Fills in governor, turbo, turbo_file, smt, aslr, on_battery and load1 from the files below
 * `root`, and aslr from this process too if `root` is "/". Needs cores and logical_cpus.
 */
void quietness_read_at(const char *root, struct machine *machine);
