// SPDX-License-Identifier: MIT
#include "framework/machine/topology.h"

#include <criterion/criterion.h>

// A machine in hwloc's words, such as "pack:2 core:4 pu:2".
static hwloc_topology_t make_topology(const char *description)
{
    hwloc_topology_t topology;
    hwloc_topology_init(&topology);
    hwloc_topology_set_icache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL);
    cr_assert(hwloc_topology_set_synthetic(topology, description) == 0);
    cr_assert(hwloc_topology_load(topology) == 0);
    return topology;
}

Test(topology, counts_sockets_cores_and_cpus)
{
    hwloc_topology_t topology = make_topology("pack:2 core:4 pu:2");
    g_autoptr(Machine) machine = g_new0(struct machine, 1);
    topology_fill(topology, machine);
    cr_assert(machine->sockets == 2 && machine->cores == 8 && machine->logical_cpus == 16);
    cr_assert(machine->n_caches == 0);
    hwloc_topology_destroy(topology);
}

Test(topology, gathers_caches_that_are_alike)
{
    hwloc_topology_t topology =
        make_topology("pack:2 l3:1(size=33554432) l2:4(size=1048576) l1i:1(size=65536) "
                      "l1d:1(size=32768) core:1 pu:2");
    g_autoptr(Machine) machine = g_new0(struct machine, 1);
    topology_fill(topology, machine);
    static const struct cache expected[] = {
        {1, CACHE_DATA, 32768, 2, 8},
        {1, CACHE_INSTRUCTION, 65536, 2, 8},
        {2, CACHE_UNIFIED, 1048576, 2, 8},
        {3, CACHE_UNIFIED, 33554432, 8, 2},
    };
    cr_assert(machine->n_caches == G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        const struct cache *a = &machine->caches[i], *b = &expected[i];
        cr_assert(a->level == b->level && a->kind == b->kind && a->size_bytes == b->size_bytes);
        cr_assert(a->shared_by == b->shared_by && a->count == b->count);
    }
    hwloc_topology_destroy(topology);
}

Test(topology, finds_the_siblings_of_a_cpu)
{
    hwloc_topology_t topology = make_topology("core:2 pu:4");
    struct cpu_facts facts = {.cpu = 5};
    cr_assert(topology_find_cpu(topology, &facts));
    cr_assert(facts.n_siblings == 3);
    cr_assert(facts.siblings[0] == 4 && facts.siblings[1] == 6 && facts.siblings[2] == 7);
    cr_assert(facts.capacity == 0, "kinds are unknown");
    facts.cpu = 8;
    cr_assert(!topology_find_cpu(topology, &facts));
    hwloc_topology_destroy(topology);
}

Test(topology, keeps_as_many_siblings_as_there_is_room)
{
    hwloc_topology_t topology = make_topology("core:1 pu:20");
    struct cpu_facts facts = {.cpu = 0};
    cr_assert(topology_find_cpu(topology, &facts));
    cr_assert(facts.n_siblings == CPU_MAX_SIBLINGS);
    hwloc_topology_destroy(topology);
}

Test(topology, is_null_where_there_are_no_files)
{
    cr_assert_null(topology_load("/nonexistent"));
}
