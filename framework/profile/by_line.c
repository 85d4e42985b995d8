// SPDX-License-Identifier: MIT
#include "framework/profile/by_line.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/profile/totals.h"

static const struct profile_function *function_at(const struct profile *profile, guint i)
{
    return &g_array_index(profile->functions, struct profile_function, i);
}

static const struct profile_frame *frame_at(const struct profile *profile, guint i)
{
    return &g_array_index(profile->frames, struct profile_frame, i);
}

static void widen(struct line_range *range, unsigned line)
{
    if (line == 0)
        return;
    range->first = range->first == 0 ? line : MIN(range->first, line);
    range->last = MAX(range->last, line);
}

static bool names_file(const char *name, const char *file)
{
    const char *base = strrchr(file, '/');
    return strcmp(name, file) == 0 || (base != NULL && strcmp(name, base + 1) == 0);
}

static int compare_ranges(const void *a, const void *b)
{
    const struct line_range *one = a;
    const struct line_range *two = b;
    int order = strcmp(one->file, two->file);
    return order != 0 ? order : (one->first > two->first) - (one->first < two->first);
}

// In order, without those that have no lines. A copy of a function, put into another, is the same.
static GArray *distinct(const struct line_range *ranges, guint n)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(struct line_range));
    for (guint i = 0; i < n; i++)
        if (ranges[i].file != NULL && ranges[i].first > 0)
            g_array_append_val(out, ranges[i]);
    g_array_sort(out, compare_ranges);
    guint kept = 0;
    struct line_range *all = (struct line_range *)(void *)out->data;
    for (guint i = 0; i < out->len; i++) {
        if (kept > 0 && compare_ranges(&all[kept - 1], &all[i]) == 0)
            all[kept - 1].last = MAX(all[kept - 1].last, all[i].last);
        else
            all[kept++] = all[i];
    }
    g_array_set_size(out, kept);
    return out;
}

static GArray *find_functions(const struct profile *profile, const char *name)
{
    guint n = profile->functions->len;
    g_autofree struct line_range *ranges = g_new0(struct line_range, n + 1);
    for (guint i = 0; i < n; i++) {
        const struct profile_function *function = function_at(profile, i);
        if (function->file != NULL && strcmp(function->name, name) == 0)
            ranges[i] = (struct line_range){function->file, function->line, function->line};
    }
    for (guint i = 0; i < profile->frames->len; i++)
        widen(&ranges[frame_at(profile, i)->function], frame_at(profile, i)->line);
    return distinct(ranges, n);
}

// The range of a file of that name, which may have folders; NULL: it has another name.
static struct line_range *range_of_file(GHashTable *by_file, const char *file, const char *name)
{
    struct line_range *range = file != NULL ? g_hash_table_lookup(by_file, file) : NULL;
    if (range != NULL || file == NULL || !names_file(name, file))
        return range;
    range = g_new0(struct line_range, 1);
    range->file = file;
    g_hash_table_insert(by_file, (gpointer)file, range);
    return range;
}

static GArray *find_files(const struct profile *profile, const char *name)
{
    g_autoptr(GHashTable) by_file = g_hash_table_new_full(hash_text, g_str_equal, NULL, g_free);
    for (guint i = 0; i < profile->frames->len; i++) {
        const struct profile_frame *frame = frame_at(profile, i);
        const char *file = function_at(profile, frame->function)->file;
        struct line_range *range = range_of_file(by_file, file, name);
        if (range != NULL)
            widen(range, frame->line);
    }
    for (guint i = 0; i < profile->lines->len; i++) {
        const struct profile_line *line = &g_array_index(profile->lines, struct profile_line, i);
        struct line_range *range = range_of_file(by_file, line->file, name);
        if (range != NULL)
            widen(range, line->line);
    }
    g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(struct line_range));
    GHashTableIter iter;
    gpointer range = NULL;
    g_hash_table_iter_init(&iter, by_file);
    while (g_hash_table_iter_next(&iter, NULL, &range))
        g_array_append_vals(ranges, range, 1);
    return distinct((const struct line_range *)(void *)ranges->data, ranges->len);
}

GArray *lines_find(const struct profile *profile, const char *name)
{
    GArray *functions = find_functions(profile, name);
    if (functions->len > 0)
        return functions;
    g_array_unref(functions);
    return find_files(profile, name);
}

// What has no path is the line's own.
static void add_lines(const struct profile *profile, guint metric, const struct line_range *range,
                      double *self, double *inclusive)
{
    for (guint i = 0; i < profile->lines->len; i++) {
        const struct profile_line *line = &g_array_index(profile->lines, struct profile_line, i);
        if (line->metric != metric || line->line < range->first || line->line > range->last ||
            strcmp(line->file, range->file) != 0)
            continue;
        self[line->line - range->first] += line->value;
        inclusive[line->line - range->first] += line->value;
    }
}

struct adding {
    const guint *places;  // of each node
    const double *values; // with all below it
    guint n;              // lines of the range
    double *inclusive;
};

static void add_node(guint node, bool is_outermost, void *data)
{
    const struct adding *adding = data;
    guint place = adding->places[node];
    if (is_outermost && place < adding->n)
        adding->inclusive[place] += adding->values[node];
}

static bool *functions_in_file(const struct profile *profile, const char *file)
{
    bool *are_in_file = g_new0(bool, MAX(profile->functions->len, 1));
    for (guint i = 0; i < profile->functions->len; i++)
        are_in_file[i] = g_strcmp0(function_at(profile, i)->file, file) == 0;
    return are_in_file;
}

// The places of all nodes in the range; its length: they are elsewhere.
static guint *places_in(const struct profile *profile, const struct line_range *range,
                        const bool *are_in_file)
{
    guint *places = g_new(guint, profile->nodes->len);
    places[0] = range->last - range->first + 1;
    for (guint i = 1; i < profile->nodes->len; i++) {
        const struct profile_frame *frame = profile_frame_of(profile, i);
        bool is_inside = are_in_file[frame->function] && frame->line >= range->first &&
                         frame->line <= range->last;
        places[i] = is_inside ? frame->line - range->first : places[0];
    }
    return places;
}

// Adds what paths have, by the values of their ends, to all lines that they lead through. Changes
// the values.
static void add_paths(const struct profile *profile, const guint *places, double *values,
                      double *inclusive)
{
    struct adding adding = {places, values, places[0], inclusive};
    totals_add_up(profile, values);
    totals_visit(profile, places, places[0] + 1, add_node, &adding);
}

void lines_add_up(const struct profile *profile, guint metric, const struct line_range *range,
                  double *self, double *inclusive)
{
    guint n = range->last - range->first + 1;
    g_autofree bool *are_in_file = functions_in_file(profile, range->file);
    g_autofree guint *places = places_in(profile, range, are_in_file);
    g_autofree double *values = g_new(double, profile->nodes->len);
    memset(self, 0, n * sizeof *self);
    memset(inclusive, 0, n * sizeof *inclusive);
    for (guint i = 0; i < profile->nodes->len; i++) {
        values[i] = profile_self(profile, metric, i);
        if (places[i] < n)
            self[places[i]] += values[i];
    }
    add_paths(profile, places, values, inclusive);
    add_lines(profile, metric, range, self, inclusive);
}

static const char *module_of_file(const struct profile *profile, const bool *is_in_file)
{
    for (guint i = 0; i < profile->functions->len; i++)
        if (is_in_file[i])
            return function_at(profile, i)->module;
    return NULL;
}

static enum line_end end_of(const struct profile *profile, guint node, const char *own)
{
    const char *module = profile_function_of(profile, node)->module;
    if (g_strcmp0(module, "kernel") == 0)
        return LINE_END_KERNEL;
    return g_strcmp0(module, own) == 0 ? LINE_END_OWN : LINE_END_LIBRARY;
}

void lines_add_up_ends(const struct profile *profile, guint metric, const struct line_range *range,
                       enum line_end where, double *inclusive)
{
    g_autofree bool *are_in_file = functions_in_file(profile, range->file);
    g_autofree guint *places = places_in(profile, range, are_in_file);
    g_autofree double *values = g_new0(double, profile->nodes->len);
    const char *own = module_of_file(profile, are_in_file);
    memset(inclusive, 0, (range->last - range->first + 1) * sizeof *inclusive);
    for (guint i = 1; i < profile->nodes->len; i++)
        if (end_of(profile, i, own) == where)
            values[i] = profile_self(profile, metric, i);
    add_paths(profile, places, values, inclusive);
}

static guint hash_line(gconstpointer data)
{
    const struct hot_line *hot = data;
    return hash_text_and(hot->file, hot->line);
}

static gboolean is_same_line(gconstpointer a, gconstpointer b)
{
    const struct hot_line *one = a, *other = b;
    return one->line == other->line && strcmp(one->file, other->file) == 0;
}

static gint compare_hotter(gconstpointer a, gconstpointer b)
{
    double x = ((const struct hot_line *)a)->self, y = ((const struct hot_line *)b)->self;
    return (x < y) - (x > y);
}

GArray *lines_hottest(const struct profile *profile, guint metric, guint n)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct hot_line));
    g_autoptr(GHashTable) all = g_hash_table_new_full(hash_line, is_same_line, g_free, NULL);
    for (guint node = 1; node < profile->nodes->len; node++) {
        const struct profile_frame *frame = profile_frame_of(profile, node);
        const char *file = function_at(profile, frame->function)->file;
        double self = profile_self(profile, metric, node);
        struct hot_line wanted = {file, frame->line, frame->function, 0};
        if (file == NULL || frame->line == 0 || self == 0)
            continue;
        struct hot_line *hot = g_hash_table_lookup(all, &wanted);
        if (hot == NULL) {
            hot = g_memdup2(&wanted, sizeof wanted);
            g_hash_table_add(all, hot);
        }
        hot->self += self;
    }
    GHashTableIter iter;
    gpointer hot = NULL;
    g_hash_table_iter_init(&iter, all);
    while (g_hash_table_iter_next(&iter, &hot, NULL))
        g_array_append_vals(lines, hot, 1);
    g_array_sort(lines, compare_hotter);
    g_array_set_size(lines, MIN(n, lines->len));
    return lines;
}
