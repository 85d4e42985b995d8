// SPDX-License-Identifier: MIT
#include "framework/machine/topology.h"

#include "framework/machine/cpu_list.h"
#include "framework/machine/sysfile.h"

// hwloc prints a complaint if this folder is missing, so check first.
static const char cpu_folder[] = "sys/devices/system/cpu/cpu0/topology";

// Where there is a folder of memory nodes, hwloc takes it for granted that it holds one, and ends
// the program.
static bool has_good_nodes(const char *root)
{
    g_autofree char *folder = g_build_filename(root, "sys/devices/system/node", NULL);
    g_autofree char *text = sysfile_read(root, "/sys/devices/system/node/online");
    g_autoptr(GArray) nodes = cpu_list_parse(text);
    return nodes->len > 0 || !g_file_test(folder, G_FILE_TEST_EXISTS);
}

// Without files only the CPU itself is asked, as hwloc would complain.
static void choose_contents(hwloc_topology_t topology, bool is_here, bool has_files)
{
    hwloc_topology_set_all_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_NONE);
    hwloc_topology_set_cache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL);
    hwloc_topology_set_icache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL);
    hwloc_topology_set_type_filter(topology, HWLOC_OBJ_CORE, HWLOC_TYPE_FILTER_KEEP_ALL);
    hwloc_topology_set_type_filter(topology, HWLOC_OBJ_PACKAGE, HWLOC_TYPE_FILTER_KEEP_ALL);
    hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
    unsigned long without = HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST;
    if (!has_files)
        hwloc_topology_set_components(topology, without, "linux");
    if (is_here)
        return;
    // These two would mix the machine we run on into the files of another.
    hwloc_topology_set_components(topology, without, "x86");
    hwloc_topology_set_components(topology, without, "no_os");
}

hwloc_topology_t topology_load(const char *root)
{
    bool is_here = g_str_equal(root, "/");
    g_autofree char *folder = g_build_filename(root, cpu_folder, NULL);
    bool has_files = g_file_test(folder, G_FILE_TEST_IS_DIR) && has_good_nodes(root);
    if (!is_here && !has_files)
        return NULL;
    g_autofree char *before = g_strdup(g_getenv("HWLOC_FSROOT"));
    if (!is_here)
        g_setenv("HWLOC_FSROOT", root, TRUE);
    hwloc_topology_t topology = NULL;
    if (hwloc_topology_init(&topology) == 0) {
        choose_contents(topology, is_here, has_files);
        if (hwloc_topology_load(topology) != 0) {
            hwloc_topology_destroy(topology);
            topology = NULL;
        }
    }
    if (!is_here && before)
        g_setenv("HWLOC_FSROOT", before, TRUE);
    else if (!is_here)
        g_unsetenv("HWLOC_FSROOT");
    return topology;
}

static const hwloc_obj_type_t cache_types[] = {
    HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L1ICACHE, HWLOC_OBJ_L2CACHE, HWLOC_OBJ_L2ICACHE,
    HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L3ICACHE, HWLOC_OBJ_L4CACHE, HWLOC_OBJ_L5CACHE,
};

// hwloc has one type for unified and data caches of a level; the object says which it is.
static enum cache_kind find_kind(hwloc_obj_t object)
{
    switch (object->attr->cache.type) {
    case HWLOC_OBJ_CACHE_DATA:
        return CACHE_DATA;
    case HWLOC_OBJ_CACHE_INSTRUCTION:
        return CACHE_INSTRUCTION;
    default:
        return CACHE_UNIFIED;
    }
}

static void add_cache(GArray *caches, hwloc_obj_t object)
{
    int shared_by = hwloc_bitmap_weight(object->cpuset);
    struct cache one = {
        .level = object->attr->cache.depth,
        .kind = find_kind(object),
        .size_bytes = object->attr->cache.size,
        .shared_by = shared_by > 0 ? (unsigned)shared_by : 0,
        .count = 1,
    };
    // A cache of unknown size is useless.
    if (one.size_bytes == 0)
        return;
    for (guint i = 0; i < caches->len; i++) {
        struct cache *c = &g_array_index(caches, struct cache, i);
        if (c->level == one.level && c->kind == one.kind && c->size_bytes == one.size_bytes &&
            c->shared_by == one.shared_by) {
            c->count++;
            return;
        }
    }
    g_array_append_val(caches, one);
}

static unsigned count_objects(hwloc_topology_t topology, hwloc_obj_type_t type)
{
    int count = hwloc_get_nbobjs_by_type(topology, type);
    return count > 0 ? (unsigned)count : 0;
}

void topology_fill(hwloc_topology_t topology, struct machine *machine)
{
    machine->sockets = count_objects(topology, HWLOC_OBJ_PACKAGE);
    machine->cores = count_objects(topology, HWLOC_OBJ_CORE);
    machine->logical_cpus = count_objects(topology, HWLOC_OBJ_PU);
    GArray *caches = g_array_new(FALSE, FALSE, sizeof(struct cache));
    for (size_t i = 0; i < G_N_ELEMENTS(cache_types); i++) {
        hwloc_obj_t object = NULL;
        while ((object = hwloc_get_next_obj_by_type(topology, cache_types[i], object)))
            add_cache(caches, object);
    }
    machine->n_caches = caches->len;
    machine->caches = (struct cache *)g_array_free(caches, FALSE);
}

// hwloc ranks kinds of cores by the kernel's cpu_capacity, or by maximum and base frequency.
static double find_capacity(hwloc_topology_t topology, hwloc_obj_t pu)
{
    int kind = hwloc_cpukinds_get_by_cpuset(topology, pu->cpuset, 0);
    int efficiency = -1;
    if (kind < 0 ||
        hwloc_cpukinds_get_info(topology, (unsigned)kind, NULL, &efficiency, NULL, NULL, 0) != 0)
        return 0;
    return efficiency < 0 ? 0 : efficiency + 1;
}

static void find_siblings(hwloc_topology_t topology, hwloc_obj_t pu, struct cpu_facts *facts)
{
    facts->n_siblings = 0;
    hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(topology, HWLOC_OBJ_CORE, pu);
    if (!core)
        return;
    for (int cpu = hwloc_bitmap_first(core->cpuset); cpu >= 0;
         cpu = hwloc_bitmap_next(core->cpuset, cpu)) {
        if ((unsigned)cpu != facts->cpu && facts->n_siblings < CPU_MAX_SIBLINGS)
            facts->siblings[facts->n_siblings++] = (unsigned)cpu;
    }
}

bool topology_find_cpu(hwloc_topology_t topology, struct cpu_facts *facts)
{
    hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(topology, facts->cpu);
    if (!pu)
        return false;
    facts->capacity = find_capacity(topology, pu);
    find_siblings(topology, pu, facts);
    return true;
}
