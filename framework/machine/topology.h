// SPDX-License-Identifier: MIT
#pragma once
// How CPUs, cores and caches are connected (hwloc).
#include <hwloc.h>

#include "framework/machine/cpu_facts.h"
#include "framework/machine/machine.h"

/**
 * The topology of the machine whose files are below `root`, including CPUs that this process may
 * not use; NULL if none is found. Free it with hwloc_topology_destroy(). If `root` is not "/",
 * HWLOC_FSROOT is set meanwhile.
 */
hwloc_topology_t topology_load(const char *root);

/** Fills in sockets, cores, logical_cpus and caches of `machine`. */
void topology_fill(hwloc_topology_t topology, struct machine *machine);

/**
 * Fills in the capacity and the siblings of facts->cpu. False, with `facts` unchanged, if the CPU
 * is not online.
 */
bool topology_find_cpu(hwloc_topology_t topology, struct cpu_facts *facts);
