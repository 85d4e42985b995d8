// SPDX-License-Identifier: MIT
#include "framework/result/run_part.h"

#include "framework/base/hash.h"

void run_part_clear(struct run_part *part)
{
    g_free(part->plans);
    g_clear_pointer(&part->options, g_ptr_array_unref);
    g_free(part->node);
    *part = (struct run_part){0};
}

const char *run_part_find_option(const struct run_part *part, const struct run_part *other)
{
    g_autoptr(GHashTable) known = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; other->options != NULL && i < other->options->len; i++)
        g_hash_table_add(known, g_ptr_array_index(other->options, i));
    for (guint i = 0; part->options != NULL && i < part->options->len; i++)
        if (!g_hash_table_contains(known, g_ptr_array_index(part->options, i)))
            return g_ptr_array_index(part->options, i);
    return NULL;
}
