// SPDX-License-Identifier: MIT
#include "framework/profile/path_read.h"

#include <fcntl.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/harness/preload/path_file.h"
#include "framework/profile/stacks.h"

// A process, as its files have it.
struct counted {
    char *text;
    const struct path_head *head;
    const struct path_node *nodes;
    char *maps;
};

static void counted_clear(void *data)
{
    struct counted *counted = data;
    g_free(counted->text);
    g_free(counted->maps);
}

// Written by a program that may be anything: no number is believed.
static bool is_good(const struct counted *counted, gsize length)
{
    const struct path_head *head = counted->head;
    if (length < sizeof *head || memcmp(head->magic, PATHS_MAGIC, sizeof head->magic) != 0)
        return false;
    if (head->n_nodes == 0 || head->n_nodes > (length - sizeof *head) / sizeof *counted->nodes)
        return false;
    for (uint32_t i = 1; i < head->n_nodes; i++)
        if (counted->nodes[i].parent >= i)
            return false;
    return true;
}

static bool read_counted(const char *folder, const char *name, struct counted *counted)
{
    gsize length = 0;
    g_autofree char *maps = g_strconcat("maps", strchr(name, '.'), NULL);
    *counted = (struct counted){.text = folder_read_file(folder, name, &length)};
    if (counted->text == NULL)
        return false;
    counted->head = (const struct path_head *)counted->text;
    counted->nodes = (const struct path_node *)(counted->head + 1);
    if (!is_good(counted, length)) {
        counted_clear(counted);
        return false;
    }
    counted->maps = folder_read_file(folder, maps, NULL); // else addresses stay without names
    return true;
}

// `paths.PID.N`.
static bool is_counted(const char *name)
{
    return g_str_has_prefix(name, "paths.");
}

static GArray *read_all(const char *folder)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct counted));
    g_array_set_clear_func(all, counted_clear);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        struct counted counted;
        if (is_counted(name) && read_counted(folder, name, &counted))
            g_array_append_val(all, counted);
    }
    return all;
}

struct path_metric {
    struct profile_metric metric;
    double (*of_node)(const struct path_head *head, const struct path_node *node);
};

static double bytes_of(const struct path_head *head, const struct path_node *node)
{
    (void)head;
    return (double)node->bytes;
}

static double calls_of(const struct path_head *head, const struct path_node *node)
{
    (void)head;
    return (double)node->n_calls;
}

static double peak_of(const struct path_head *head, const struct path_node *node)
{
    return (double)(node->peaks == head->peaks ? node->at_peak : node->live_bytes);
}

static double live_of(const struct path_head *head, const struct path_node *node)
{
    (void)head;
    return (double)node->live_bytes;
}

// Of all passes.
static const struct path_metric metrics[] = {
    {{.name = "bytes", .unit = "B", .pass = "heap", .is_exact = true}, bytes_of},
    {{.name = "allocations", .unit = "", .pass = "heap", .is_exact = true}, calls_of},
    {{.name = "peak", .unit = "B", .pass = "heap", .is_exact = true, .is_peak = true}, peak_of},
    {{.name = "leaked", .unit = "B", .pass = "heap", .is_exact = true}, live_of},
    {{.name = "copied", .unit = "B", .pass = "copies", .is_exact = true}, bytes_of},
    {{.name = "copies", .unit = "", .pass = "copies", .is_exact = true}, calls_of},
};

// A metric has no value for nodes where it is 0.
static void add_metric(struct profile *profile, const struct path_metric *metric, guint index,
                       const struct counted *counted, const guint *places)
{
    for (uint32_t i = 0; i < counted->head->n_nodes; i++) {
        double value = metric->of_node(counted->head, &counted->nodes[i]);
        if (value != 0)
            profile_add(profile, index, places[i], value);
    }
}

// Where each node of a process is in the profile.
static guint *find_places(struct profile *profile, const struct counted *counted)
{
    const pid_t self = getpid(); // its files are where ours are; the process may be gone
    struct stacks *stacks = stacks_new(profile);
    guint *places = g_new0(guint, counted->head->n_nodes);
    if (counted->maps != NULL)
        stacks_take_maps(stacks, self, counted->maps);
    for (uint32_t i = 1; i < counted->head->n_nodes; i++) {
        const struct path_node *node = &counted->nodes[i];
        places[i] = stacks_call(stacks, self, places[node->parent], node->address);
    }
    stacks_free(stacks);
    return places;
}

// Peaks of several processes are not of one moment: that of the one with the highest counts.
static const struct counted *find_highest(const GArray *all)
{
    const struct counted *highest = NULL;
    for (guint i = 0; i < all->len; i++) {
        const struct counted *counted = &g_array_index(all, struct counted, i);
        if (highest == NULL || counted->head->peak_bytes > highest->head->peak_bytes)
            highest = counted;
    }
    return highest;
}

static void add_counted(struct profile *profile, const char *pass, const guint *indices,
                        const struct counted *counted, bool has_peak)
{
    g_autofree guint *places = find_places(profile, counted);
    for (size_t i = 0; i < G_N_ELEMENTS(metrics); i++)
        if (strcmp(metrics[i].metric.pass, pass) == 0 && (has_peak || !metrics[i].metric.is_peak))
            add_metric(profile, &metrics[i], indices[i], counted, places);
}

struct path_sums path_read_folder(const char *folder, const char *pass, struct profile *profile)
{
    struct path_sums sums = {0};
    guint indices[G_N_ELEMENTS(metrics)] = {0};
    g_autoptr(GArray) all = read_all(folder);
    const struct counted *highest = find_highest(all);
    if (highest == NULL)
        return sums;
    for (size_t i = 0; i < G_N_ELEMENTS(metrics); i++)
        if (strcmp(metrics[i].metric.pass, pass) == 0)
            indices[i] = profile_add_metric(profile, &metrics[i].metric);
    for (guint i = 0; i < all->len; i++) {
        const struct counted *counted = &g_array_index(all, struct counted, i);
        add_counted(profile, pass, indices, counted, counted == highest);
        sums.n_processes++;
        sums.n_lost += (double)counted->head->n_lost;
    }
    return sums;
}

struct path_totals path_read_totals(const char *folder)
{
    struct path_totals totals = {0};
    g_autoptr(GArray) all = read_all(folder);
    for (guint i = 0; i < all->len; i++) {
        const struct counted *counted = &g_array_index(all, struct counted, i);
        for (uint32_t n = 0; n < counted->head->n_nodes; n++) {
            totals.n_calls += (double)counted->nodes[n].n_calls;
            totals.bytes += (double)counted->nodes[n].bytes;
        }
        totals.live_bytes += (double)counted->head->live_bytes;
        totals.peak_bytes = fmax(totals.peak_bytes, (double)counted->head->peak_bytes);
        totals.n_lost += (double)counted->head->n_lost;
        totals.is_bypassed = totals.is_bypassed || counted->head->is_bypassed != 0;
    }
    return totals;
}

void path_remove_files(const char *folder, int but_pid)
{
    g_autofree char *kept = g_strdup_printf(".%d.", but_pid);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        const char *number = strchr(name, '.');
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (number != NULL && !g_str_has_prefix(number, kept))
            remove(path);
    }
}

bool path_ask_reset(const char *folder, int pid, bool *has_region)
{
    struct path_head head;
    g_autofree char *path = g_strdup_printf("%s/paths.%d.0", folder, pid);
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    bool is_asked = pread(fd, &head, sizeof head, 0) == sizeof head;
    *has_region = is_asked && head.has_region != 0;
    head.resets_asked++;
    is_asked = is_asked && pwrite(fd, &head.resets_asked, sizeof head.resets_asked,
                                  offsetof(struct path_head, resets_asked)) > 0;
    close(fd);
    return is_asked;
}
