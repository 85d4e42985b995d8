// SPDX-License-Identifier: MIT
#include "framework/runner/shard.h"

#include <string.h>

bool shard_parse(const char *text, struct shard *out, GError **error)
{
    guint64 number = 0, of = 0;
    g_auto(GStrv) words = g_strsplit(text, "/", 3);
    bool is_good = g_strv_length(words) == 2 &&
                   g_ascii_string_to_unsigned(words[1], 10, 1, MOST_SHARDS, &of, NULL) &&
                   g_ascii_string_to_unsigned(words[0], 10, 1, of, &number, NULL);
    if (!is_good) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--shard must be I/N, such as 1/8 to 8/8, not '%s'", text);
        return false;
    }
    *out = (struct shard){(unsigned)number, (unsigned)of};
    return true;
}

// FNV-1a, which is the same on every machine, with a last step that mixes its upper bits.
static guint64 spread(const char *name)
{
    guint64 hash = 0xcbf29ce484222325u;
    for (; *name != '\0'; name++)
        hash = (hash ^ (guint64)(unsigned char)*name) * 0x100000001b3u;
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    return hash ^ hash >> 33;
}

static int longest_first(const void *a, const void *b)
{
    const struct shard_item *x = *(const struct shard_item *const *)a;
    const struct shard_item *y = *(const struct shard_item *const *)b;
    guint64 at_x = spread(x->name), at_y = spread(y->name);
    if (x->cost_s != y->cost_s)
        return x->cost_s < y->cost_s ? 1 : -1;
    return at_x != at_y ? (at_x > at_y ? 1 : -1) : strcmp(x->name, y->name);
}

// Parts in a heap: the one that has least to do is on top.
struct part_load {
    double load_s;
    unsigned part;
};

static bool is_before(const struct part_load *a, const struct part_load *b)
{
    return a->load_s != b->load_s ? a->load_s < b->load_s : a->part < b->part;
}

static void sink(struct part_load *heap, unsigned n)
{
    for (unsigned at = 0, child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && is_before(&heap[child + 1], &heap[child]))
            child++;
        if (!is_before(&heap[child], &heap[at]))
            return;
        struct part_load moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
    }
}

void shard_cut(struct shard_item *items, size_t n, unsigned of)
{
    g_autofree struct shard_item **sorted = g_new(struct shard_item *, n + 1);
    g_autofree struct part_load *heap = g_new(struct part_load, of);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &items[i];
    qsort(sorted, n, sizeof *sorted, longest_first);
    for (unsigned part = 0; part < of; part++)
        heap[part] = (struct part_load){0, part + 1};
    for (size_t i = 0; i < n; i++) {
        sorted[i]->part = heap[0].part;
        heap[0].load_s += sorted[i]->cost_s;
        sink(heap, of);
    }
}
