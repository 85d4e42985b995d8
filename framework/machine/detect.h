// SPDX-License-Identifier: MIT
#pragma once
// Finds out what this computer is.
#include "framework/machine/machine.h"

/**
 * Describes this machine; takes about 20 ms, mostly to time the time-stamp counter. Never fails:
 * what cannot be found out stays unknown. Free it with machine_free().
 *
 * Machines whose results must not be mixed have different ids. The id is a hash (the start of a
 * SHA-256) of CPU brand, vendor, family, model and stepping, sockets, cores, logical CPUs, memory
 * in whole GiB, and /etc/machine-id or, without it, the host name. A reboot or a new kernel does
 * not change it; other CPUs do. A container has its own /etc/machine-id or host name, so its own
 * id.
 */
struct machine *machine_detect(void);

/**
 * As machine_detect(), but only from the files below `root`; asks the CPU and the running kernel
 * only if `root` is "/". Another root is for tests and for trees copied from elsewhere: it sets
 * HWLOC_FSROOT for a moment, which is not safe while other threads read the environment.
 */
struct machine *machine_detect_at(const char *root);
