// SPDX-License-Identifier: MIT
#include "framework/machine/cpus.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/machine/cpu_list.h"
#include "framework/machine/cpu_ticks.h"
#include "framework/machine/sysfile.h"
#include "framework/machine/topology.h"

static const double busy_limit_ratio = 0.25;

// What decides between two CPUs, most important first; the lower number is better.
struct rank_key {
    double weights[6];
    size_t index; // in the facts
};

static bool is_busy(const struct cpu_facts *facts)
{
    return facts->busy_ratio > busy_limit_ratio;
}

static const struct cpu_facts *find_cpu(const struct cpu_facts *facts, size_t n, unsigned cpu)
{
    for (size_t i = 0; i < n; i++) {
        if (facts[i].cpu == cpu)
            return &facts[i];
    }
    return NULL;
}

static bool has_core_for_itself(const struct cpu_facts *one, const struct cpu_facts *all, size_t n)
{
    for (unsigned i = 0; i < one->n_siblings; i++) {
        const struct cpu_facts *sibling = find_cpu(all, n, one->siblings[i]);
        if (!sibling || is_busy(sibling))
            return false;
    }
    return true;
}

// 2 is CPU 0, 1 is on its core, 0 is elsewhere.
static int nearness_to_cpu0(const struct cpu_facts *facts)
{
    if (facts->cpu == 0)
        return 2;
    for (unsigned i = 0; i < facts->n_siblings; i++) {
        if (facts->siblings[i] == 0)
            return 1;
    }
    return 0;
}

static int compare_keys(const void *a, const void *b)
{
    const struct rank_key *x = a, *y = b;
    for (size_t i = 0; i < G_N_ELEMENTS(x->weights); i++) {
        if (x->weights[i] != y->weights[i])
            return x->weights[i] < y->weights[i] ? -1 : 1;
    }
    return 0;
}

void cpus_rank(struct cpu_facts *facts, size_t n)
{
    g_autofree struct rank_key *keys = g_new0(struct rank_key, n);
    for (size_t i = 0; i < n; i++) {
        const struct cpu_facts *f = &facts[i];
        keys[i] = (struct rank_key){
            .weights = {!f->is_isolated, -f->capacity, is_busy(f),
                        !has_core_for_itself(f, facts, n), nearness_to_cpu0(f), f->cpu},
            .index = i,
        };
    }
    if (n > 0)
        qsort(keys, n, sizeof *keys, compare_keys);
    g_autofree struct cpu_facts *sorted = g_new0(struct cpu_facts, n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = facts[keys[i].index];
    if (n > 0)
        memcpy(facts, sorted, n * sizeof *facts);
}

static double busy_between(const struct cpu_ticks *before, const struct cpu_ticks *after)
{
    // Idle counters have been seen to step back (Linux, Documentation/filesystems/proc.rst).
    if (after->busy < before->busy || after->idle < before->idle)
        return NAN;
    double busy = (double)(after->busy - before->busy);
    double idle = (double)(after->idle - before->idle);
    return busy + idle > 0 ? busy / (busy + idle) : NAN;
}

void cpus_mark_busy(struct cpu_facts *facts, size_t n, const char *before, const char *after)
{
    for (size_t i = 0; i < n; i++) {
        struct cpu_ticks first, last;
        bool is_seen = cpu_ticks_parse(before, strlen(before), facts[i].cpu, &first) &&
                       cpu_ticks_parse(after, strlen(after), facts[i].cpu, &last);
        facts[i].busy_ratio = is_seen ? busy_between(&first, &last) : NAN;
    }
}

static GArray *read_list(const char *root, const char *name)
{
    g_autofree char *text = sysfile_read(root, "/sys/devices/system/cpu/%s", name);
    return cpu_list_parse(text);
}

GArray *cpus_read_at(const char *root, const GArray *cpus)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct cpu_facts));
    g_autoptr(GArray) online = read_list(root, "online");
    g_autoptr(GArray) isolated = read_list(root, "isolated");
    hwloc_topology_t topology = topology_load(root);
    for (guint i = 0; i < cpus->len; i++) {
        struct cpu_facts facts = {.cpu = g_array_index(cpus, unsigned, i), .busy_ratio = NAN};
        // The file is missing where CPUs cannot be switched off.
        if (online->len > 0 && !cpu_list_has(online, facts.cpu))
            continue;
        facts.is_isolated = cpu_list_has(isolated, facts.cpu);
        if (topology)
            topology_find_cpu(topology, &facts);
        g_array_append_val(all, facts);
    }
    if (topology)
        hwloc_topology_destroy(topology);
    return all;
}

struct affinity {
    cpu_set_t *set;
    size_t size; // bytes
};

// The kernel refuses a set smaller than its own, so ask with larger and larger ones.
static bool read_affinity(struct affinity *out)
{
    for (unsigned n = CPU_SETSIZE; n <= CPU_LIST_MAX; n *= 2) {
        struct affinity a = {CPU_ALLOC(n), CPU_ALLOC_SIZE(n)};
        g_assert(a.set);
        CPU_ZERO_S(a.size, a.set);
        if (sched_getaffinity(0, a.size, a.set) == 0) {
            *out = a;
            return true;
        }
        CPU_FREE(a.set);
    }
    return false;
}

bool cpus_allow(unsigned cpu)
{
    struct affinity affinity = {0};
    if (!read_affinity(&affinity))
        return true;
    bool is_allowed = CPU_ISSET_S(cpu, affinity.size, affinity.set);
    CPU_FREE(affinity.set);
    return is_allowed;
}

bool cpus_move(unsigned cpu)
{
    if (cpu >= CPU_LIST_MAX)
        return false;
    cpu_set_t *target = CPU_ALLOC(cpu + 1);
    g_assert(target);
    size_t size = CPU_ALLOC_SIZE(cpu + 1);
    CPU_ZERO_S(size, target);
    CPU_SET_S(cpu, size, target);
    bool is_moved = sched_setaffinity(0, size, target) == 0;
    CPU_FREE(target);
    return is_moved;
}

static bool can_move_to(unsigned cpu, const struct affinity *home)
{
    bool is_moved = cpus_move(cpu);
    if (is_moved)
        sched_setaffinity(0, home->size, home->set);
    return is_moved;
}

// A process that was bound by hand (taskset) stays within that set.
static bool is_bound_by_isolation_only(const struct affinity *affinity, const GArray *isolated)
{
    g_autoptr(GArray) online = read_list("/", "online");
    for (guint i = 0; i < online->len; i++) {
        unsigned cpu = g_array_index(online, unsigned, i);
        bool is_in = CPU_ISSET_S(cpu, affinity->size, affinity->set);
        if (is_in == cpu_list_has(isolated, cpu))
            return false;
    }
    return online->len > 0;
}

GArray *cpus_allowed(void)
{
    GArray *allowed = g_array_new(FALSE, FALSE, sizeof(unsigned));
    struct affinity affinity = {0};
    if (!read_affinity(&affinity))
        return allowed;
    g_autoptr(GArray) isolated = read_list("/", "isolated");
    bool may_move = isolated->len > 0 && is_bound_by_isolation_only(&affinity, isolated);
    for (unsigned cpu = 0; cpu < affinity.size * 8; cpu++) {
        bool is_isolated = may_move && cpu_list_has(isolated, cpu);
        if (CPU_ISSET_S(cpu, affinity.size, affinity.set) ||
            (is_isolated && can_move_to(cpu, &affinity)))
            g_array_append_val(allowed, cpu);
    }
    CPU_FREE(affinity.set);
    return allowed;
}

GArray *cpus_detect(unsigned look_ms)
{
    g_autofree char *before = look_ms > 0 ? sysfile_read("/", "/proc/stat") : NULL;
    if (before)
        g_usleep(look_ms * 1000ul);
    g_autofree char *after = before ? sysfile_read("/", "/proc/stat") : NULL;
    g_autoptr(GArray) allowed = cpus_allowed();
    GArray *cpus = cpus_read_at("/", allowed);
    struct cpu_facts *facts = elements_of(cpus, struct cpu_facts);
    if (before && after)
        cpus_mark_busy(facts, cpus->len, before, after);
    cpus_rank(facts, cpus->len);
    return cpus;
}
