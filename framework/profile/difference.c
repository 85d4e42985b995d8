// SPDX-License-Identifier: MIT
#include "framework/profile/difference.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/profile/totals.h"

bool difference_find(struct difference *difference, const struct profile *base,
                     const struct profile *head, const char *metric)
{
    const struct profile *sides[2] = {base, head};
    double iterations[2];
    *difference = (struct difference){.sides = {base, head}, .scale = {1, 1}};
    for (unsigned side = 0; side < 2; side++) {
        int found = profile_find_metric(sides[side], metric);
        if (found < 0)
            return false;
        difference->metric[side] = (guint)found;
        iterations[side] = totals_iterations(sides[side], (guint)found);
    }
    const struct profile_metric *about = g_ptr_array_index(head->metrics, difference->metric[1]);
    // What was live at once does not grow with the iterations.
    difference->is_per_iteration =
        isfinite(iterations[0]) && isfinite(iterations[1]) && !about->is_peak;
    for (unsigned side = 0; side < 2; side++) {
        if (difference->is_per_iteration)
            difference->scale[side] = 1 / iterations[side];
        double samples = totals_samples(sides[side], difference->metric[side]);
        difference->all[side] =
            difference->scale[side] * totals_of_all(sides[side], difference->metric[side]);
        difference->sample[side] = isfinite(samples) ? difference->all[side] / samples : 0;
    }
    return true;
}

// Items by their keys.
struct grouping {
    GArray *items; // struct changed
    GHashTable *by_key;
};

static void changed_clear(void *item)
{
    g_free(((struct changed *)item)->key);
}

static struct grouping grouping_new(void)
{
    struct grouping grouping = {g_array_new(FALSE, FALSE, sizeof(struct changed)),
                                g_hash_table_new(hash_text, g_str_equal)};
    g_array_set_clear_func(grouping.items, changed_clear);
    return grouping;
}

// The item of a key, which is taken over.
static struct changed *item_of(struct grouping *grouping, char *key)
{
    gpointer found = NULL;
    if (g_hash_table_lookup_extended(grouping->by_key, key, NULL, &found)) {
        g_free(key);
        return &g_array_index(grouping->items, struct changed, GPOINTER_TO_UINT(found));
    }
    struct changed item = {.key = key};
    g_hash_table_insert(grouping->by_key, key, GUINT_TO_POINTER(grouping->items->len));
    g_array_append_val(grouping->items, item);
    return &g_array_index(grouping->items, struct changed, grouping->items->len - 1);
}

static int compare_change(const void *a, const void *b)
{
    const struct changed *one = a;
    const struct changed *two = b;
    double change = fabs(one->self[1] - one->self[0]);
    double other = fabs(two->self[1] - two->self[0]);
    if (change != other)
        return change > other ? -1 : 1;
    return strcmp(one->key, two->key);
}

static GArray *grouping_end(struct grouping *grouping)
{
    g_hash_table_unref(grouping->by_key);
    g_array_sort(grouping->items, compare_change);
    return grouping->items;
}

static const struct profile_function *function_at(const struct profile *profile, guint i)
{
    return &g_array_index(profile->functions, struct profile_function, i);
}

// Builds lie in different folders.
static char *key_of(const struct profile_function *function)
{
    g_autofree char *file = function->file ? g_path_get_basename(function->file) : g_strdup("");
    return g_strdup_printf("%s\n%s", function->name, file);
}

GArray *difference_of_functions(const struct difference *difference)
{
    struct grouping grouping = grouping_new();
    for (unsigned side = 0; side < 2; side++) {
        const struct profile *profile = difference->sides[side];
        g_autoptr(GArray) totals = totals_of_functions(profile, difference->metric[side]);
        for (guint i = 0; i < totals->len; i++) {
            const struct total *total = &g_array_index(totals, struct total, i);
            if (total->inclusive == 0)
                continue;
            const struct profile_function *function = function_at(profile, total->function);
            struct changed *item = item_of(&grouping, key_of(function));
            item->functions[side] = function;
            item->self[side] += difference->scale[side] * total->self;
            item->inclusive[side] += difference->scale[side] * total->inclusive;
        }
    }
    return grouping_end(&grouping);
}

GArray *difference_of_lines(const struct difference *difference)
{
    struct grouping grouping = grouping_new();
    for (unsigned side = 0; side < 2; side++) {
        const struct profile *profile = difference->sides[side];
        for (guint node = 1; node < profile->nodes->len; node++) {
            double value = profile_self(profile, difference->metric[side], node);
            const struct profile_frame *frame = profile_frame_of(profile, node);
            const struct profile_function *function = function_at(profile, frame->function);
            if (value == 0 || frame->line == 0 || function->file == NULL)
                continue;
            g_autofree char *key = key_of(function);
            int64_t offset = (int64_t)frame->line - function->line;
            struct changed *item =
                item_of(&grouping, g_strdup_printf("%s\n%" G_GINT64_FORMAT, key, offset));
            item->functions[side] = function;
            item->lines[side] = frame->line;
            item->self[side] += difference->scale[side] * value;
        }
    }
    return grouping_end(&grouping);
}

// A path of names, by that of its caller; the root is NULL.
struct path {
    const struct path *caller;
    const char *name;
    guint number; // in the order in which they were found, from 1
    double self[2];
};

static guint hash_path(gconstpointer data)
{
    const struct path *path = data;
    return hash_text_and(path->name, path->caller != NULL ? path->caller->number : 0);
}

static gboolean is_same_path(gconstpointer a, gconstpointer b)
{
    const struct path *one = a, *other = b;
    return one->caller == other->caller && strcmp(one->name, other->name) == 0;
}

static struct path *find_path(GPtrArray *all, GHashTable *known, const struct path *caller,
                              const char *name)
{
    const struct path key = {.caller = caller, .name = name, .number = all->len + 1};
    struct path *path = g_hash_table_lookup(known, &key);
    if (path != NULL)
        return path;
    path = g_memdup2(&key, sizeof key);
    g_ptr_array_add(all, path);
    g_hash_table_add(known, path);
    return path;
}

// Those of both profiles.
static GPtrArray *find_paths(const struct difference *difference)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) known = g_hash_table_new(hash_path, is_same_path);
    for (unsigned side = 0; side < 2; side++) {
        const struct profile *profile = difference->sides[side];
        g_autofree struct path **paths = g_new0(struct path *, profile->nodes->len);
        for (guint node = 1; node < profile->nodes->len; node++) {
            guint parent = g_array_index(profile->nodes, struct profile_node, node).parent;
            paths[node] =
                find_path(all, known, paths[parent], profile_function_of(profile, node)->name);
            paths[node]->self[side] +=
                difference->scale[side] * profile_self(profile, difference->metric[side], node);
        }
    }
    return all;
}

static gint compare_paths(gconstpointer a, gconstpointer b)
{
    const struct path *one = *(const struct path *const *)a;
    const struct path *two = *(const struct path *const *)b;
    double value = one->self[0] + one->self[1], other = two->self[0] + two->self[1];
    if (value != other)
        return value > other ? -1 : 1;
    return one->number < two->number ? -1 : 1;
}

static char *words_of(const struct path *path)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (; path != NULL; path = path->caller)
        g_ptr_array_add(names, (char *)path->name);
    GString *words = g_string_new(NULL);
    for (guint i = names->len; i-- > 0;)
        g_string_append_printf(words, "%s%s", (const char *)names->pdata[i], i > 0 ? ";" : "");
    return g_string_free(words, FALSE);
}

GArray *difference_of_paths(const struct difference *difference, const double least[2], guint most)
{
    guint n[2] = {0, 0};
    GArray *out = g_array_new(FALSE, FALSE, sizeof(struct changed));
    g_array_set_clear_func(out, changed_clear);
    g_autoptr(GPtrArray) all = find_paths(difference);
    // Callers are needed for the words of others, and stay.
    g_autoptr(GPtrArray) sorted = g_ptr_array_sized_new(all->len);
    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(sorted, all->pdata[i]);
    g_ptr_array_sort(sorted, compare_paths);
    for (guint i = 0; i < sorted->len; i++) {
        const struct path *path = g_ptr_array_index(sorted, i);
        const double *self = path->self;
        unsigned side = self[1] != 0;
        if (self[!side] != 0 || !(self[side] >= least[side]) || !(self[side] > 0) ||
            n[side] == most)
            continue;
        const struct changed item = {.key = words_of(path), .self = {self[0], self[1]}};
        g_array_append_val(out, item);
        n[side]++;
    }
    return out;
}

double difference_half(const struct difference *difference, const double values[2])
{
    const double z = 1.959964; // the 97.5 % quantile of the normal distribution
    double variance = 0;
    for (unsigned side = 0; side < 2; side++) {
        double sample = difference->sample[side];
        double rest = 1 - values[side] / difference->all[side];
        if (sample > 0)
            variance += fmax(values[side] * rest, sample) * sample;
    }
    return z * sqrt(variance);
}

bool difference_is_certain(const struct difference *difference, const struct changed *item)
{
    double change = fabs(item->self[1] - item->self[0]);
    return change > 0 && change > difference_half(difference, item->self);
}
