// SPDX-License-Identifier: MIT
#include "framework/profile/heap_read.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "framework/harness/heap/heap_file.h"
#include "framework/profile/stacks.h"

// A process, as its files have it.
struct heap {
    char *text;
    const struct heap_head *head;
    const struct heap_node *nodes;
    char *maps;
};

struct heap_metrics {
    guint bytes, allocations, peak, leaked;
};

static void heap_clear(void *data)
{
    struct heap *heap = data;
    g_free(heap->text);
    g_free(heap->maps);
}

// Written by a program that may be anything: no number is believed.
static bool is_good(const struct heap *heap, gsize length)
{
    const struct heap_head *head = heap->head;
    if (length < sizeof *head || memcmp(head->magic, HEAP_MAGIC, sizeof head->magic) != 0)
        return false;
    if (head->n_nodes == 0 || head->n_nodes > (length - sizeof *head) / sizeof *heap->nodes)
        return false;
    for (uint32_t i = 1; i < head->n_nodes; i++)
        if (heap->nodes[i].parent >= i)
            return false;
    return true;
}

static bool read_heap(const char *folder, const char *name, struct heap *heap)
{
    gsize length = 0;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *maps = g_strdup_printf("%s/maps%s", folder, strchr(name, '.'));
    *heap = (struct heap){0};
    if (!g_file_get_contents(path, &heap->text, &length, NULL))
        return false;
    heap->head = (const struct heap_head *)heap->text;
    heap->nodes = (const struct heap_node *)(heap->head + 1);
    if (!is_good(heap, length)) {
        heap_clear(heap);
        return false;
    }
    g_file_get_contents(maps, &heap->maps, NULL, NULL); // else addresses stay without names
    return true;
}

// `heap.PID.N`.
static bool is_heap(const char *name)
{
    return g_str_has_prefix(name, "heap.");
}

static GArray *read_heaps(const char *folder)
{
    GArray *heaps = g_array_new(FALSE, FALSE, sizeof(struct heap));
    g_array_set_clear_func(heaps, heap_clear);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        struct heap heap;
        if (is_heap(name) && read_heap(folder, name, &heap))
            g_array_append_val(heaps, heap);
    }
    return heaps;
}

static struct heap_metrics add_metrics(struct profile *profile)
{
    static const struct profile_metric metrics[] = {
        {.name = "bytes", .unit = "B", .pass = "heap", .is_exact = true},
        {.name = "allocations", .unit = "", .pass = "heap", .is_exact = true},
        {.name = "peak", .unit = "B", .pass = "heap", .is_exact = true, .is_peak = true},
        {.name = "leaked", .unit = "B", .pass = "heap", .is_exact = true},
    };
    return (struct heap_metrics){
        .bytes = profile_add_metric(profile, &metrics[0]),
        .allocations = profile_add_metric(profile, &metrics[1]),
        .peak = profile_add_metric(profile, &metrics[2]),
        .leaked = profile_add_metric(profile, &metrics[3]),
    };
}

// A metric has no value for nodes where it is 0.
static void add(struct profile *profile, guint metric, guint node, double value)
{
    if (value != 0)
        profile_add(profile, metric, node, value);
}

static void add_heap(struct profile *profile, const struct heap_metrics *metrics,
                     const struct heap *heap, bool has_peak)
{
    const pid_t self = getpid(); // its files are where ours are; the process may be gone
    const struct heap_head *head = heap->head;
    struct stacks *stacks = stacks_new(profile);
    g_autofree guint *places = g_new0(guint, head->n_nodes);
    if (heap->maps != NULL)
        stacks_take_maps(stacks, self, heap->maps);
    for (uint32_t i = 0; i < head->n_nodes; i++) {
        const struct heap_node *node = &heap->nodes[i];
        uint64_t at_peak = node->peaks == head->peaks ? node->at_peak : node->live_bytes;
        if (i > 0)
            places[i] = stacks_call(stacks, self, places[node->parent], node->address);
        add(profile, metrics->bytes, places[i], (double)node->bytes);
        add(profile, metrics->allocations, places[i], (double)node->n_allocations);
        add(profile, metrics->leaked, places[i], (double)node->live_bytes);
        add(profile, metrics->peak, places[i], has_peak ? (double)at_peak : 0);
    }
    stacks_free(stacks);
}

// Peaks of several processes are not of one moment: that of the one with the highest counts.
static const struct heap *find_highest(const GArray *heaps)
{
    const struct heap *highest = NULL;
    for (guint i = 0; i < heaps->len; i++) {
        const struct heap *heap = &g_array_index(heaps, struct heap, i);
        if (highest == NULL || heap->head->peak_bytes > highest->head->peak_bytes)
            highest = heap;
    }
    return highest;
}

struct heap_sums heap_read_folder(const char *folder, struct profile *profile)
{
    struct heap_sums sums = {0};
    g_autoptr(GArray) heaps = read_heaps(folder);
    const struct heap *highest = find_highest(heaps);
    if (highest == NULL)
        return sums;
    struct heap_metrics metrics = add_metrics(profile);
    for (guint i = 0; i < heaps->len; i++) {
        const struct heap *heap = &g_array_index(heaps, struct heap, i);
        add_heap(profile, &metrics, heap, heap == highest);
        sums.n_processes++;
        sums.n_lost += (double)heap->head->n_lost;
    }
    return sums;
}

void heap_remove_files(const char *folder, int but_pid)
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

bool heap_ask_reset(const char *folder, int pid, bool *has_region)
{
    struct heap_head head;
    g_autofree char *path = g_strdup_printf("%s/heap.%d.0", folder, pid);
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    bool is_asked = pread(fd, &head, sizeof head, 0) == sizeof head;
    *has_region = is_asked && head.has_region != 0;
    head.resets_asked++;
    is_asked = is_asked && pwrite(fd, &head.resets_asked, sizeof head.resets_asked,
                                  offsetof(struct heap_head, resets_asked)) > 0;
    close(fd);
    return is_asked;
}
