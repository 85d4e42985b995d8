// SPDX-License-Identifier: MIT
#include "framework/profile/by_function.h"

static guint add_frame(struct profile *out, const struct profile *profile, guint frame)
{
    struct profile_frame own = g_array_index(profile->frames, struct profile_frame, frame);
    own.line = 0;
    own.is_inlined = false;
    return profile_frame(out, &own);
}

struct profile *profile_by_function(const struct profile *profile)
{
    struct profile *out = profile_new();
    guint n = profile->nodes->len;
    g_autofree guint *nodes = g_new0(guint, n);
    // In their order, so that they keep their numbers.
    for (guint i = 0; i < profile->functions->len; i++)
        profile_function(out, &g_array_index(profile->functions, struct profile_function, i));
    for (guint i = 1; i < n; i++) {
        const struct profile_node *node = &g_array_index(profile->nodes, struct profile_node, i);
        nodes[i] = profile_child(out, nodes[node->parent], add_frame(out, profile, node->frame));
    }
    for (guint m = 0; m < profile->metrics->len; m++) {
        guint metric = profile_add_metric(out, g_ptr_array_index(profile->metrics, m));
        for (guint i = 0; i < n; i++)
            if (profile_self(profile, m, i) != 0)
                profile_add(out, metric, nodes[i], profile_self(profile, m, i));
    }
    return out;
}
