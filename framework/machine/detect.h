// SPDX-License-Identifier: MIT
#pragma once
// Finds out what this computer is.
#include "framework/machine/machine.h"

/**
 * Describes this machine; takes about 20 ms, most of it to time the time-stamp counter. Never
 * fails: what cannot be found out stays unknown. The caller frees it with machine_free().
 *
 * The id tells machines apart whose results must not be mixed: a hash (the start of a SHA-256) of
 * CPU brand, vendor, family, model and stepping, sockets, cores, logical CPUs, memory in whole GiB,
 * and /etc/machine-id or else the host's name. It survives a reboot and a new kernel, not a change
 * of the CPUs. A container has its own /etc/machine-id or host name, and so its own id.
 */
struct machine *machine_detect(void);

/**
 * As machine_detect(), from the files below `root` alone, without asking the CPU or the running
 * kernel unless `root` is "/". Another root is for tests and for trees copied from elsewhere: it
 * sets HWLOC_FSROOT for a moment, which is not safe while other threads read the environment.
 */
struct machine *machine_detect_at(const char *root);
