// SPDX-License-Identifier: MIT
#pragma once
// Names for the numbers by which CPUs identify themselves.

/** "Zen 4" for vendor "AuthenticAMD", family 25, model 17; NULL if not in the table. */
const char *cpu_names_microarchitecture(const char *vendor, unsigned family, unsigned model);

/** "ARM" for 0x41, the implementer field of ARM's MIDR register; NULL if unknown. */
const char *cpu_names_arm_vendor(unsigned implementer);

/** "Neoverse N1" for implementer 0x41, part 0xd0c of ARM's MIDR register; NULL if unknown. */
const char *cpu_names_arm_part(unsigned implementer, unsigned part);
