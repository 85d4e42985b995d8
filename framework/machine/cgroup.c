// SPDX-License-Identifier: MIT
#include "framework/machine/cgroup.h"

#include <math.h>
#include <string.h>

#include "framework/machine/sysfile.h"

static const char mount[] = "/sys/fs/cgroup";

// Where a hierarchy is, and the path of this process in it.
struct hierarchy {
    char *folder;
    char *path;
    bool is_v1;
};

static bool parse_number(const char *text, double *out)
{
    guint64 value = 0;
    if (!g_ascii_string_to_unsigned(text, 10, 1, UINT64_C(1) << 53, &value, NULL))
        return false;
    *out = (double)value;
    return true;
}

// "50000 100000", microseconds of CPU time in a period; "max 100000" is no limit.
static bool parse_max(const char *line, double *cpus)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    double quota = 0, period = 0;
    if (g_strv_length(words) != 2 || !parse_number(words[1], &period))
        return false;
    if (strcmp(words[0], "max") == 0)
        *cpus = INFINITY;
    else if (parse_number(words[0], &quota))
        *cpus = quota / period;
    else
        return false;
    return true;
}

// Version 1 has two files, and -1 for no limit.
static bool parse_cfs(const char *root, const char *folder, const char *line, double *cpus)
{
    g_autofree char *period_line = sysfile_read_line(root, "%s/cpu.cfs_period_us", folder);
    double quota = 0, period = 0;
    if (strcmp(line, "-1") == 0)
        *cpus = INFINITY;
    else if (parse_number(line, &quota) && period_line && parse_number(period_line, &period))
        *cpus = quota / period;
    else
        return false;
    return true;
}

static void read_quota(const char *root, const struct hierarchy *hierarchy, const char *folder,
                       struct cgroup *out)
{
    g_autofree char *file =
        g_build_filename(folder, hierarchy->is_v1 ? "cpu.cfs_quota_us" : "cpu.max", NULL);
    g_autofree char *line = sysfile_read_line(root, "%s", file);
    double cpus = INFINITY;
    if (line == NULL ||
        !(hierarchy->is_v1 ? parse_cfs(root, folder, line, &cpus) : parse_max(line, &cpus)))
        return;
    out->is_known = true;
    if (out->quota_file != NULL && cpus >= out->quota_cpus)
        return;
    out->quota_cpus = cpus;
    g_free(out->quota_file);
    g_free(out->quota_value);
    out->quota_file = g_steal_pointer(&file);
    out->quota_value = g_steal_pointer(&line);
}

// That of the group itself, or else the nearest above it, counts.
static void read_throttled(const char *root, const char *folder, struct cgroup *out)
{
    static const char key[] = "nr_throttled ";
    g_autofree char *file = g_build_filename(folder, "cpu.stat", NULL);
    g_autofree char *text = sysfile_read(root, "%s", file);
    const char *found = text != NULL ? strstr(text, key) : NULL;
    if (out->stat_file != NULL || found == NULL)
        return;
    out->stat_file = g_steal_pointer(&file);
    out->throttled = g_ascii_strtoull(found + strlen(key), NULL, 10);
}

static void walk_up(const char *root, const struct hierarchy *hierarchy, struct cgroup *out)
{
    // A group outside of what this process may see is "/../other".
    g_autofree char *path = g_strdup(strstr(hierarchy->path, "/..") ? "" : hierarchy->path);
    for (;;) {
        g_autofree char *folder = g_build_filename(hierarchy->folder, path, NULL);
        read_quota(root, hierarchy, folder, out);
        read_throttled(root, folder, out);
        char *slash = strrchr(path, '/');
        if (slash == NULL)
            return;
        *slash = '\0';
    }
}

// A line of /proc/self/cgroup: "4:cpu,cpuacct:/path" of version 1, "0::/path" of version 2.
static bool parse_line(const char *line, struct hierarchy *out)
{
    g_auto(GStrv) parts = g_strsplit(line, ":", 3);
    if (g_strv_length(parts) != 3)
        return false;
    g_auto(GStrv) controllers = g_strsplit(parts[1], ",", -1);
    bool is_v2 = parts[1][0] == '\0';
    if (!is_v2 && !g_strv_contains((const char *const *)controllers, "cpu"))
        return false;
    *out = (struct hierarchy){
        .folder = g_build_filename(mount, is_v2 ? NULL : parts[1], NULL),
        .path = g_strdup(g_str_equal(parts[2], "/") ? "" : parts[2]),
        .is_v1 = !is_v2,
    };
    return true;
}

// The first group of version 2 has no limit, and no file that could say so.
static bool has_v2(const char *root)
{
    g_autofree char *controllers = sysfile_read(root, "%s/cgroup.controllers", mount);
    return controllers != NULL && strstr(controllers, "cpu") != NULL;
}

void cgroup_read_at(const char *root, struct cgroup *out)
{
    *out = (struct cgroup){.quota_cpus = INFINITY};
    g_autofree char *text = sysfile_read(root, "/proc/self/cgroup");
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
    out->is_known = text != NULL && has_v2(root);
    for (char **line = lines; *line != NULL; line++) {
        struct hierarchy hierarchy;
        if (!parse_line(*line, &hierarchy))
            continue;
        walk_up(root, &hierarchy, out);
        g_free(hierarchy.folder);
        g_free(hierarchy.path);
    }
}

void cgroup_clear(struct cgroup *group)
{
    g_free(group->quota_file);
    g_free(group->quota_value);
    g_free(group->stat_file);
}
