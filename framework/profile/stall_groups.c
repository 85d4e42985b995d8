// SPDX-License-Identifier: MIT
#include "framework/profile/stall_groups.h"

#include <string.h>

static guint parent_of(const struct profile *profile, guint node)
{
    return g_array_index(profile->nodes, struct profile_node, node).parent;
}

// The kernel's own code in a program, [vdso], is one too.
static bool is_library(const char *module)
{
    return g_str_has_prefix(module, "lib") || strcmp(module, "[vdso]") == 0;
}

// The innermost function of the program itself; of libraries alone, where nothing else is there.
static guint innermost_own(const struct profile *profile, guint node)
{
    for (guint own = node; own > 0; own = parent_of(profile, own)) {
        const char *module = profile_function_of(profile, own)->module;
        if (module != NULL && !is_library(module))
            return own;
    }
    return node;
}

// The functions of a path, which are all that its group depends on.
static GBytes *functions_of(const struct profile *profile, guint node)
{
    GByteArray *functions = g_byte_array_new();
    node = innermost_own(profile, node);
    while (node > 0) {
        guint function = profile_frame_of(profile, node)->function;
        g_byte_array_append(functions, (const guint8 *)&function, sizeof function);
        node = parent_of(profile, node);
    }
    return g_byte_array_free_to_bytes(functions);
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
    g_autoptr(GHashTable) by_path =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    for (guint i = 0; i < profile->stalls->len; i++) {
        const struct profile_stall *stall =
            &g_array_index(profile->stalls, struct profile_stall, i);
        g_autoptr(GBytes) path = functions_of(profile, stall->node);
        guint index = GPOINTER_TO_UINT(g_hash_table_lookup(by_path, path));
        if (index == 0) {
            g_array_set_size(groups, groups->len + 1);
            index = groups->len;
            g_hash_table_insert(by_path, g_steal_pointer(&path), GUINT_TO_POINTER(index));
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
