// SPDX-License-Identifier: MIT
#pragma once
// What the CPU's identification instruction says (libcpuid; x86 only).
#include "framework/machine/machine.h"

/**
 * Fills in cpu, vendor, family, model, stepping, features, virtualised and hypervisor if they are
 * unknown. Ask the kernel first, which knows better: libcpuid lists features that the kernel has
 * switched off, and under a hypervisor its caches and code names are often wrong. Does nothing on
 * other architectures.
 */
void identity_fill(struct machine *machine);
