// SPDX-License-Identifier: MIT
#pragma once
// The settings and the load that make a machine's times vary.
#include "framework/machine/machine.h"

/**
 * Fills in governor, turbo, turbo_file, smt, aslr, on_battery and load1 from the files below
 * `root`; if `root` is "/", aslr also from this process. Needs cores and logical_cpus.
 */
void quietness_read_at(const char *root, struct machine *machine);
