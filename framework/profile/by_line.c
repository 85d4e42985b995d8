// SPDX-License-Identifier: MIT
#include "framework/profile/by_line.h"

#include <string.h>

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

static struct line_range range_of_function(const struct profile *profile, guint function)
{
    const struct profile_function *about = function_at(profile, function);
    struct line_range range = {about->file, about->line, about->line};
    for (guint i = 0; i < profile->frames->len; i++)
        if (frame_at(profile, i)->function == function)
            widen(&range, frame_at(profile, i)->line);
    return range;
}

static struct line_range range_of_file(const struct profile *profile, const char *file)
{
    struct line_range range = {.file = file};
    for (guint i = 0; i < profile->lines->len; i++) {
        const struct profile_line *line = &g_array_index(profile->lines, struct profile_line, i);
        if (strcmp(line->file, file) == 0)
            widen(&range, line->line);
    }
    for (guint i = 0; i < profile->frames->len; i++) {
        const struct profile_frame *frame = frame_at(profile, i);
        if (g_strcmp0(function_at(profile, frame->function)->file, file) == 0)
            widen(&range, frame->line);
    }
    return range;
}

static int compare_ranges(const void *a, const void *b)
{
    const struct line_range *one = a;
    const struct line_range *two = b;
    int order = strcmp(one->file, two->file);
    return order != 0 ? order : (one->first > two->first) - (one->first < two->first);
}

static void add_range(GArray *ranges, struct line_range range)
{
    for (guint i = 0; i < ranges->len; i++) {
        const struct line_range *old = &g_array_index(ranges, struct line_range, i);
        if (old->first == range.first && strcmp(old->file, range.file) == 0)
            return; // a copy of the function, put into another
    }
    if (range.first > 0)
        g_array_append_val(ranges, range);
}

GArray *lines_find(const struct profile *profile, const char *name)
{
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(struct line_range));
    for (guint i = 0; i < profile->functions->len; i++) {
        const struct profile_function *function = function_at(profile, i);
        if (function->file != NULL && strcmp(function->name, name) == 0)
            add_range(ranges, range_of_function(profile, i));
    }
    for (guint i = 0; i < profile->functions->len && ranges->len == 0; i++) {
        const char *file = function_at(profile, i)->file;
        if (file != NULL && names_file(name, file))
            add_range(ranges, range_of_file(profile, file));
    }
    for (guint i = 0; i < profile->lines->len && ranges->len == 0; i++) {
        const char *file = g_array_index(profile->lines, struct profile_line, i).file;
        if (names_file(name, file))
            add_range(ranges, range_of_file(profile, file));
    }
    g_array_sort(ranges, compare_ranges);
    return ranges;
}

// The place of a node's line in the range; -1: it is elsewhere.
static int place_in(const struct profile *profile, const struct line_range *range,
                    const bool *is_in_file, guint node)
{
    const struct profile_frame *frame = profile_frame_of(profile, node);
    bool is_inside =
        is_in_file[frame->function] && frame->line >= range->first && frame->line <= range->last;
    return is_inside ? (int)(frame->line - range->first) : -1;
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
    const struct profile *profile;
    guint metric;
    const struct line_range *range;
    bool *is_in_file; // functions
    guint *counted;   // the node that each line was last counted for
};

static struct adding adding_begin(const struct profile *profile, guint metric,
                                  const struct line_range *range)
{
    struct adding adding = {
        .profile = profile,
        .metric = metric,
        .range = range,
        .is_in_file = g_new0(bool, MAX(profile->functions->len, 1)),
        .counted = g_new0(guint, range->last - range->first + 1),
    };
    for (guint i = 0; i < profile->functions->len; i++)
        adding.is_in_file[i] = g_strcmp0(function_at(profile, i)->file, range->file) == 0;
    return adding;
}

static void adding_end(struct adding *adding)
{
    g_free(adding->is_in_file);
    g_free(adding->counted);
}

// Adds what a node has itself to all lines of its path.
static void add_node(struct adding *adding, guint leaf, double *self, double *inclusive)
{
    double value = profile_self(adding->profile, adding->metric, leaf);
    for (guint node = leaf; node > 0 && value != 0;
         node = g_array_index(adding->profile->nodes, struct profile_node, node).parent) {
        int at = place_in(adding->profile, adding->range, adding->is_in_file, node);
        if (at < 0)
            continue;
        if (self != NULL)
            self[at] += node == leaf ? value : 0;
        inclusive[at] += adding->counted[at] != leaf ? value : 0;
        adding->counted[at] = leaf;
    }
}

void lines_add_up(const struct profile *profile, guint metric, const struct line_range *range,
                  double *self, double *inclusive)
{
    guint n = range->last - range->first + 1;
    struct adding adding = adding_begin(profile, metric, range);
    memset(self, 0, n * sizeof *self);
    memset(inclusive, 0, n * sizeof *inclusive);
    for (guint i = 1; i < profile->nodes->len; i++)
        add_node(&adding, i, self, inclusive);
    add_lines(profile, metric, range, self, inclusive);
    adding_end(&adding);
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
    struct adding adding = adding_begin(profile, metric, range);
    const char *own = module_of_file(profile, adding.is_in_file);
    memset(inclusive, 0, (range->last - range->first + 1) * sizeof *inclusive);
    for (guint i = 1; i < profile->nodes->len; i++)
        if (end_of(profile, i, own) == where)
            add_node(&adding, i, NULL, inclusive);
    adding_end(&adding);
}

static guint hash_line(gconstpointer data)
{
    const struct hot_line *hot = data;
    return g_str_hash(hot->file) * 31 + hot->line;
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
