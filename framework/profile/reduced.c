// SPDX-License-Identifier: MIT
#include "framework/profile/reduced.h"

#include <string.h>

// In their order, so that they keep their numbers.
static struct profile *new_with_functions(const struct profile *profile)
{
    struct profile *out = profile_new();
    for (guint i = 0; i < profile->functions->len; i++)
        profile_function(out, &g_array_index(profile->functions, struct profile_function, i));
    return out;
}

// `nodes` has the new number of each node.
static void add_metrics(struct profile *out, const struct profile *profile, const guint *nodes)
{
    for (guint m = 0; m < profile->metrics->len; m++) {
        guint metric = profile_add_metric(out, g_ptr_array_index(profile->metrics, m));
        for (guint i = 0; i < profile->nodes->len; i++)
            if (profile_self(profile, m, i) != 0)
                profile_add(out, metric, nodes[i], profile_self(profile, m, i));
    }
}

static guint parent_of(const struct profile *profile, guint node)
{
    return g_array_index(profile->nodes, struct profile_node, node).parent;
}

struct profile *profile_by_function(const struct profile *profile)
{
    struct profile *out = new_with_functions(profile);
    g_autofree guint *nodes = g_new0(guint, profile->nodes->len);
    for (guint i = 1; i < profile->nodes->len; i++) {
        struct profile_frame frame = *profile_frame_of(profile, i);
        frame.line = 0;
        frame.is_inlined = false;
        nodes[i] = profile_child(out, nodes[parent_of(profile, i)], profile_frame(out, &frame));
    }
    add_metrics(out, profile, nodes);
    return out;
}

// Of each node, whether more leads to it than may; whether any of them is.
static bool find_deep(const struct profile *profile, bool *is_deep)
{
    g_autofree guint *depths = g_new0(guint, profile->nodes->len);
    g_autofree size_t *bytes = g_new0(size_t, profile->nodes->len);
    bool is_any = false;
    for (guint i = 1; i < profile->nodes->len; i++) {
        guint parent = parent_of(profile, i);
        depths[i] = depths[parent] + 1;
        bytes[i] = bytes[parent] + strlen(profile_function_of(profile, i)->name);
        is_deep[i] =
            is_deep[parent] || depths[i] > PROFILE_MOST_DEPTH || bytes[i] > PROFILE_MOST_PATH_BYTES;
        is_any = is_any || is_deep[i];
    }
    return is_any;
}

struct profile *profile_shallow(const struct profile *profile)
{
    g_autofree bool *is_deep = g_new0(bool, profile->nodes->len);
    if (!find_deep(profile, is_deep))
        return NULL;
    struct profile *out = new_with_functions(profile);
    const struct profile_frame deeper = {
        .function = profile_function(out, &(struct profile_function){.name = "(deeper)"})};
    g_autofree guint *nodes = g_new0(guint, profile->nodes->len);
    for (guint i = 1; i < profile->nodes->len; i++) {
        guint parent = parent_of(profile, i);
        const struct profile_frame *frame = is_deep[i] ? &deeper : profile_frame_of(profile, i);
        nodes[i] = is_deep[parent] ? nodes[parent]
                                   : profile_child(out, nodes[parent], profile_frame(out, frame));
    }
    add_metrics(out, profile, nodes);
    return out;
}

guint profile_path(const struct profile *profile, guint node, guint path[PROFILE_MOST_DEPTH + 1])
{
    guint n = 0;
    for (guint at = node; at != 0; at = parent_of(profile, at))
        n++;
    for (guint at = node, i = n; at != 0; at = parent_of(profile, at))
        path[--i] = at;
    return n;
}
