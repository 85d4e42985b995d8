// SPDX-License-Identifier: MIT
#pragma once
// /proc/cpuinfo: the kernel's description of the CPU.
#include "framework/machine/machine.h"

/**
 * Fills in what `text` (the contents of /proc/cpuinfo, of any architecture) says about the first
 * CPU: cpu, vendor, family, model, stepping, features, and on x86 virtualised. Fields that it does
 * not mention, or that are already set, stay unchanged.
 */
void cpuinfo_parse(const char *text, struct machine *machine);
