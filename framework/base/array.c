// SPDX-License-Identifier: MIT
#include "framework/base/array.h"

void pointers_keep(GPtrArray *array, bool (*is_kept)(const void *element, const void *data),
                   const void *data)
{
    guint n = 0;
    for (guint i = 0; i < array->len; i++) {
        gpointer element = array->pdata[i];
        if (!is_kept(element, data))
            continue;
        array->pdata[i] = array->pdata[n];
        array->pdata[n++] = element;
    }
    g_ptr_array_set_size(array, (gint)n);
}
