// SPDX-License-Identifier: MIT
#pragma once
// /proc/cpuinfo: the kernel's own words for the CPU.
#include "framework/machine/machine.h"

/**
 * Fills in what `text` (the contents of /proc/cpuinfo, of any architecture) says of the first CPU:
 * cpu, vendor, family, model, stepping, features, and on x86 virtualised. Leaves alone what it does
 * not say and what is set already.
 */
void cpuinfo_parse(const char *text, struct machine *machine);
