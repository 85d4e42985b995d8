// SPDX-License-Identifier: MIT
#include "framework/history/order.h"

#include <string.h>

#include "framework/base/hash.h"

// A node's children, and how many parents it waits for.
struct place {
    GArray *children; // guint
    guint n_waits;
    gboolean is_placed;
};

struct ordering {
    const struct order_node *nodes;
    struct place *places;
    GSequence *ready; // indices of nodes that wait for none, the oldest first
    GArray *order;
};

static gint compare_ages(gconstpointer a, gconstpointer b, gpointer data)
{
    const struct order_node *nodes = data;
    const struct order_node *first = &nodes[GPOINTER_TO_UINT(a)];
    const struct order_node *second = &nodes[GPOINTER_TO_UINT(b)];
    if (first->time != second->time)
        return first->time < second->time ? -1 : 1;
    return strcmp(first->name, second->name);
}

static void make_ready(struct ordering *ordering, guint i)
{
    g_sequence_insert_sorted(ordering->ready, GUINT_TO_POINTER(i), compare_ages,
                             (gpointer)ordering->nodes);
}

static void link_parents(struct ordering *ordering, guint n)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < n; i++)
        g_hash_table_insert(by_name, (gpointer)ordering->nodes[i].name, GUINT_TO_POINTER(i));
    for (guint i = 0; i < n; i++) {
        gpointer parent;
        for (const char *const *name = ordering->nodes[i].parents; *name != NULL; name++) {
            if (!g_hash_table_lookup_extended(by_name, *name, NULL, &parent))
                continue;
            g_array_append_val(ordering->places[GPOINTER_TO_UINT(parent)].children, i);
            ordering->places[i].n_waits++;
        }
    }
}

static void place_ready(struct ordering *ordering)
{
    while (!g_sequence_is_empty(ordering->ready)) {
        GSequenceIter *first = g_sequence_get_begin_iter(ordering->ready);
        guint i = GPOINTER_TO_UINT(g_sequence_get(first));
        struct place *place = &ordering->places[i];
        g_sequence_remove(first);
        g_array_append_val(ordering->order, i);
        place->is_placed = TRUE;
        for (guint c = 0; c < place->children->len; c++) {
            guint child = g_array_index(place->children, guint, c);
            if (--ordering->places[child].n_waits == 0)
                make_ready(ordering, child);
        }
    }
}

// By age alone.
static void place_rest(struct ordering *ordering, guint n)
{
    for (guint i = 0; i < n; i++)
        if (!ordering->places[i].is_placed)
            make_ready(ordering, i);
    for (GSequenceIter *at = g_sequence_get_begin_iter(ordering->ready);
         !g_sequence_iter_is_end(at); at = g_sequence_iter_next(at)) {
        guint i = GPOINTER_TO_UINT(g_sequence_get(at));
        g_array_append_val(ordering->order, i);
    }
}

GArray *order_commits(const struct order_node *nodes, guint n)
{
    struct ordering ordering = {
        .nodes = nodes,
        .places = g_new0(struct place, n),
        .ready = g_sequence_new(NULL),
        .order = g_array_sized_new(FALSE, FALSE, sizeof(guint), n),
    };
    for (guint i = 0; i < n; i++)
        ordering.places[i].children = g_array_new(FALSE, FALSE, sizeof(guint));
    link_parents(&ordering, n);
    for (guint i = 0; i < n; i++)
        if (ordering.places[i].n_waits == 0)
            make_ready(&ordering, i);
    place_ready(&ordering);
    place_rest(&ordering, n);
    for (guint i = 0; i < n; i++)
        g_array_unref(ordering.places[i].children);
    g_free(ordering.places);
    g_sequence_free(ordering.ready);
    return ordering.order;
}
