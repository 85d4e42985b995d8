// SPDX-License-Identifier: MIT
#include "framework/result/run_part.h"

void run_part_clear(struct run_part *part)
{
    g_free(part->plans);
    g_clear_pointer(&part->options, g_ptr_array_unref);
    g_free(part->node);
    *part = (struct run_part){0};
}

static const char *find_missing(const GPtrArray *in, const GPtrArray *not_in)
{
    for (guint i = 0; in != NULL && i < in->len; i++)
        if (not_in == NULL || !g_ptr_array_find_with_equal_func(
                                  (GPtrArray *)not_in, g_ptr_array_index(in, i), g_str_equal, NULL))
            return g_ptr_array_index(in, i);
    return NULL;
}

const char *run_part_find_other_option(const struct run_part *a, const struct run_part *b)
{
    const char *found = find_missing(a->options, b->options);
    return found != NULL ? found : find_missing(b->options, a->options);
}
