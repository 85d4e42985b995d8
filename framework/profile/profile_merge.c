// SPDX-License-Identifier: MIT
#include "framework/profile/profile_merge.h"

#include <math.h>

#include "framework/base/hash.h"
#include "framework/base/lookup.h"

static void merge_pass(struct profile *profile, const struct profile_pass *other)
{
    struct profile_pass *pass = g_memdup2(other, sizeof *other);
    pass->name = g_strdup(other->name);
    pass->tool = g_strdup(other->tool);
    pass->build = g_strdup(other->build);
    pass->why_missing = g_strdup(other->why_missing);
    g_ptr_array_add(profile->passes, pass);
}

static gconstpointer whole(gconstpointer element)
{
    return element;
}

static guint hash_module(gconstpointer data)
{
    const struct profile_module *module = data;
    guint name = module->name != NULL ? hash_text(module->name) : 0;
    return module->build_id != NULL ? hash_text_and(module->build_id, name) : name;
}

static gboolean equal_modules(gconstpointer one, gconstpointer other)
{
    const struct profile_module *a = one, *b = other;
    return g_strcmp0(a->name, b->name) == 0 && g_strcmp0(a->build_id, b->build_id) == 0;
}

static void merge_modules(struct profile *profile, const struct profile *other)
{
    static const struct lookup_key key = {whole, hash_module, equal_modules};
    struct lookup known = {.key = &key};
    for (guint i = 0; i < other->modules->len; i++) {
        const struct profile_module *module = g_ptr_array_index(other->modules, i);
        if (lookup_find(&known, profile->modules, module) != NULL)
            continue;
        struct profile_module *copy = g_new(struct profile_module, 1);
        *copy = (struct profile_module){g_strdup(module->name), g_strdup(module->build_id)};
        g_ptr_array_add(profile->modules, copy);
    }
    lookup_clear(&known);
}

static gconstpointer id_of_machine(gconstpointer element)
{
    return ((const struct machine *)element)->id;
}

static void merge_machines(struct profile *profile, const struct profile *other)
{
    static const struct lookup_key key = {id_of_machine, hash_text, g_str_equal};
    struct lookup known = {.key = &key};
    for (guint i = 0; i < other->machines->len; i++) {
        const struct machine *machine = g_ptr_array_index(other->machines, i);
        if (machine->id == NULL || lookup_find(&known, profile->machines, machine->id) == NULL)
            g_ptr_array_add(profile->machines, machine_copy(machine));
    }
    lookup_clear(&known);
}

static void merge_threads(struct profile *profile, const struct profile *other)
{
    for (guint i = 0; i < other->threads->len; i++) {
        struct profile_thread thread = g_array_index(other->threads, struct profile_thread, i);
        thread.name = g_strdup(thread.name);
        g_array_append_val(profile->threads, thread);
    }
}

static void merge_stalls(struct profile *profile, const struct profile *other, const guint *nodes)
{
    if (isfinite(other->loops))
        profile->loops = isfinite(profile->loops) ? profile->loops + other->loops : other->loops;
    for (guint i = 0; i < other->stalls->len; i++) {
        struct profile_stall stall = g_array_index(other->stalls, struct profile_stall, i);
        stall.thread = g_strdup(stall.thread);
        stall.node = nodes[stall.node];
        g_array_append_val(profile->stalls, stall);
    }
}

// Times of another profile begin with that one: they would lie across those that are there.
static void merge_spans(struct profile *profile, const struct profile *other)
{
    if (profile->spans->len > 0) {
        profile->spans_left_out += other->spans->len + other->spans_left_out;
        return;
    }
    for (guint i = 0; i < other->spans->len; i++) {
        struct profile_span span = g_array_index(other->spans, struct profile_span, i);
        span.label = g_strdup(span.label);
        span.note = g_strdup(span.note);
        g_array_append_val(profile->spans, span);
    }
    profile->spans_seen = other->spans_seen;
    profile->spans_left_out += other->spans_left_out;
}

// The nodes of this profile that the other's are, by index.
static guint *map_nodes(struct profile *profile, const struct profile *other)
{
    guint *nodes = g_new0(guint, other->nodes->len);
    for (guint i = 1; i < other->nodes->len; i++) {
        const struct profile_node *node = &g_array_index(other->nodes, struct profile_node, i);
        struct profile_frame frame =
            g_array_index(other->frames, struct profile_frame, node->frame);
        frame.function = profile_function(
            profile, &g_array_index(other->functions, struct profile_function, frame.function));
        nodes[i] = profile_child(profile, nodes[node->parent], profile_frame(profile, &frame));
    }
    return nodes;
}

static guint merge_metric(struct profile *profile, const struct profile_metric *other)
{
    int own = profile_find_metric(profile, other->name);
    return own >= 0 ? (guint)own : profile_add_metric(profile, other);
}

static void merge_value(double *own, double other, bool is_peak)
{
    *own = is_peak ? fmax(*own, other) : *own + other;
}

static void merge_values(struct profile *profile, guint metric, const GArray *values,
                         const guint *nodes)
{
    struct profile_metric *own = g_ptr_array_index(profile->metrics, metric);
    for (guint i = 0; i < values->len; i++) {
        double value = g_array_index(values, double, i);
        if (value == 0)
            continue;
        profile_add(profile, metric, nodes[i], 0);
        merge_value(&g_array_index(own->self, double, nodes[i]), value, own->is_peak);
    }
}

void profile_merge(struct profile *profile, const struct profile *other)
{
    g_autofree guint *nodes = map_nodes(profile, other);
    g_autofree guint *metrics = g_new0(guint, other->metrics->len + 1);
    for (guint i = 0; i < other->metrics->len; i++) {
        const struct profile_metric *metric = g_ptr_array_index(other->metrics, i);
        metrics[i] = merge_metric(profile, metric);
        merge_values(profile, metrics[i], metric->self, nodes);
    }
    for (guint i = 0; i < other->lines->len; i++) {
        const struct profile_line *line = &g_array_index(other->lines, struct profile_line, i);
        const struct profile_metric *metric =
            g_ptr_array_index(profile->metrics, metrics[line->metric]);
        merge_value(profile_line_value(profile, metrics[line->metric], line->file, line->line),
                    line->value, metric->is_peak);
    }
    for (guint i = 0; i < other->passes->len; i++)
        merge_pass(profile, g_ptr_array_index(other->passes, i));
    for (guint i = 0; i < other->notes->len; i++)
        g_ptr_array_add(profile->notes, g_strdup(g_ptr_array_index(other->notes, i)));
    merge_threads(profile, other);
    merge_stalls(profile, other, nodes);
    merge_spans(profile, other);
    merge_modules(profile, other);
    merge_machines(profile, other);
}
