// SPDX-License-Identifier: MIT
#include "framework/profile/stall_groups.h"

#include <stdbool.h>
#include <string.h>

#include "framework/base/hash.h"

// The kernel's own code in a program, [vdso], is one too.
static bool is_library(const char *module)
{
    return g_str_has_prefix(module, "lib") || strcmp(module, "[vdso]") == 0;
}

static bool is_own(const struct profile *profile, guint node)
{
    const char *module = profile_function_of(profile, node)->module;
    return module != NULL && !is_library(module);
}

// A function and the path that calls it, by number.
struct step {
    guint function, callers;
};

static guint hash_step(gconstpointer step)
{
    return hash_bytes(step, sizeof(struct step));
}

static gboolean is_same_step(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct step)) == 0;
}

// Of each node the number of its path of functions, which is all that its group depends on: up to
// the innermost function of the program itself or, of libraries alone, all of it.
static guint *number_paths(const struct profile *profile)
{
    guint n = profile->nodes->len;
    guint *paths = g_new0(guint, n + 1);
    g_autofree guint *own = g_new0(guint, n + 1); // the innermost one, or 0
    g_autoptr(GHashTable) steps = g_hash_table_new_full(hash_step, is_same_step, g_free, NULL);
    for (guint node = 1; node < n; node++) { // callers come first
        guint parent = g_array_index(profile->nodes, struct profile_node, node).parent;
        struct step step = {profile_frame_of(profile, node)->function, paths[parent]};
        guint number = GPOINTER_TO_UINT(g_hash_table_lookup(steps, &step));
        if (number == 0) {
            number = g_hash_table_size(steps) + 1;
            g_hash_table_insert(steps, g_memdup2(&step, sizeof step), GUINT_TO_POINTER(number));
        }
        paths[node] = number;
        own[node] = is_own(profile, node) ? node : own[parent];
    }
    for (guint node = 1; node < n; node++)
        paths[node] = paths[own[node] > 0 ? own[node] : node];
    return paths;
}

static void add(struct stall_group *group, const struct profile_stall *stall)
{
    group->number++;
    group->total += stall->lasted;
    if (group->number == 1 || stall->lasted > group->longest) {
        group->longest = stall->lasted;
        group->node = stall->node;
    }
}

static int compare(const void *a, const void *b)
{
    const struct stall_group *one = a;
    const struct stall_group *two = b;
    if (one->total != two->total)
        return one->total > two->total ? -1 : 1;
    return one->node < two->node ? -1 : one->node > two->node;
}

GArray *stall_groups(const struct profile *profile)
{
    GArray *groups = g_array_new(FALSE, TRUE, sizeof(struct stall_group));
    g_autofree guint *paths = number_paths(profile);
    g_autoptr(GHashTable) by_path = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < profile->stalls->len; i++) {
        const struct profile_stall *stall =
            &g_array_index(profile->stalls, struct profile_stall, i);
        gpointer path = GUINT_TO_POINTER(paths[stall->node]);
        guint index = GPOINTER_TO_UINT(g_hash_table_lookup(by_path, path));
        if (index == 0) {
            g_array_set_size(groups, groups->len + 1);
            index = groups->len;
            g_hash_table_insert(by_path, path, GUINT_TO_POINTER(index));
        }
        add(&g_array_index(groups, struct stall_group, index - 1), stall);
    }
    g_array_sort(groups, compare);
    return groups;
}

double stall_groups_total(const GArray *groups)
{
    double total = 0;
    for (guint i = 0; i < groups->len; i++)
        total += g_array_index(groups, struct stall_group, i).total;
    return total;
}
