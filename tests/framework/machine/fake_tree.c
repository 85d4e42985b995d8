// SPDX-License-Identifier: MIT
#include "tests/framework/machine/fake_tree.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>

char *fake_tree_new(void)
{
    GError *error = NULL;
    char *root = g_dir_make_tmp("benchrun-tree-XXXXXX", &error);
    g_assert_no_error(error);
    return root;
}

void fake_tree_write(const char *root, const char *path, const char *text, gssize length)
{
    g_autofree char *full = g_build_filename(root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(full);
    g_assert(g_mkdir_with_parents(folder, 0700) == 0);
    g_assert(g_file_set_contents(full, text, length, NULL));
}

void fake_tree_write_cpu(const char *root, unsigned cpu, const char *name, const char *text)
{
    g_autofree char *path = g_strdup_printf("sys/devices/system/cpu/cpu%u/%s", cpu, name);
    fake_tree_write(root, path, text, -1);
}

static void write_cache(const char *root, unsigned cpu, const char *name, const char *const *values)
{
    static const char *const files[] = {"level", "type", "size", "shared_cpu_map"};
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_strdup_printf("cache/%s/%s", name, files[i]);
        fake_tree_write_cpu(root, cpu, path, values[i]);
    }
}

char *fake_tree_new_small(void)
{
    char *root = fake_tree_new();
    fake_tree_write(root, "sys/devices/system/cpu/online", "0-3\n", -1);
    fake_tree_write(root, "sys/devices/system/cpu/possible", "0-3\n", -1);
    for (unsigned cpu = 0; cpu < 4; cpu++) {
        const char *core = cpu < 2 ? "3\n" : "c\n";
        fake_tree_write_cpu(root, cpu, "topology/core_id", cpu < 2 ? "0\n" : "1\n");
        fake_tree_write_cpu(root, cpu, "topology/physical_package_id", "0\n");
        fake_tree_write_cpu(root, cpu, "topology/core_cpus", core);
        fake_tree_write_cpu(root, cpu, "topology/thread_siblings", core);
        fake_tree_write_cpu(root, cpu, "topology/package_cpus", "f\n");
        fake_tree_write_cpu(root, cpu, "topology/core_siblings", "f\n");
        fake_tree_write_cpu(root, cpu, "cpu_capacity", cpu < 2 ? "400\n" : "1024\n");
        const char *l1d[] = {"1\n", "Data\n", "32K\n", core};
        const char *l1i[] = {"1\n", "Instruction\n", "64K\n", core};
        const char *l2[] = {"2\n", "Unified\n", "2048K\n", "f\n"};
        write_cache(root, cpu, "index0", l1d);
        write_cache(root, cpu, "index1", l1i);
        write_cache(root, cpu, "index2", l2);
    }
    return root;
}

// The CPUs from `first` on as the kernel writes a set: words of 32 bits, the highest first.
static char *make_mask(unsigned first, unsigned n)
{
    GString *mask = g_string_new(NULL);
    for (unsigned word = (first + n - 1) / 32 + 1; word-- > 0;) {
        guint32 bits = 0;
        for (unsigned bit = 0; bit < 32; bit++)
            if (32 * word + bit >= first && 32 * word + bit < first + n)
                bits |= 1u << bit;
        g_string_append_printf(mask, "%08x%s", bits, word > 0 ? "," : "\n");
    }
    return g_string_free(mask, FALSE);
}

static void write_number(const char *root, unsigned cpu, const char *name, unsigned value)
{
    g_autofree char *text = g_strdup_printf("%u\n", value);
    fake_tree_write_cpu(root, cpu, name, text);
}

void fake_tree_add_cpus(const char *root, const struct fake_cpus *cpus)
{
    for (unsigned cpu = cpus->first; cpu < cpus->first + cpus->n; cpu++) {
        unsigned core = (cpu - cpus->first) / cpus->threads * cpus->threads + cpus->first;
        g_autofree char *threads = make_mask(core, cpus->threads);
        g_autofree char *package =
            cpus->all > 0 ? make_mask(0, cpus->all) : make_mask(cpus->first, cpus->n);
        write_number(root, cpu, "topology/core_id", core);
        write_number(root, cpu, "topology/physical_package_id", cpus->package);
        fake_tree_write_cpu(root, cpu, "topology/core_cpus", threads);
        fake_tree_write_cpu(root, cpu, "topology/thread_siblings", threads);
        fake_tree_write_cpu(root, cpu, "topology/package_cpus", package);
        fake_tree_write_cpu(root, cpu, "topology/core_siblings", package);
        if (cpus->capacity > 0)
            write_number(root, cpu, "cpu_capacity", cpus->capacity);
        if (cpus->max_khz > 0)
            write_number(root, cpu, "cpufreq/cpuinfo_max_freq", cpus->max_khz);
    }
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(path);
}

void fake_tree_free(char *root)
{
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    g_free(root);
}
