// SPDX-License-Identifier: MIT
#include "framework/result/run_part.h"

void run_part_clear(struct run_part *part)
{
    g_free(part->plans);
    g_clear_pointer(&part->options, g_ptr_array_unref);
    g_free(part->node);
    *part = (struct run_part){0};
}

const char *run_part_find_option(const struct run_part *part, const struct run_part *other)
{
    const GPtrArray *in = part->options;
    GPtrArray *not_in = other->options;
    for (guint i = 0; in != NULL && i < in->len; i++)
        if (not_in == NULL ||
            !g_ptr_array_find_with_equal_func(not_in, g_ptr_array_index(in, i), g_str_equal, NULL))
            return g_ptr_array_index(in, i);
    return NULL;
}
