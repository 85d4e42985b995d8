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

GPtrArray *pointers_of_set(GHashTable *set)
{
    GPtrArray *pointers = g_ptr_array_sized_new(g_hash_table_size(set));
    GHashTableIter iterator;
    gpointer key;
    g_hash_table_iter_init(&iterator, set);
    while (g_hash_table_iter_next(&iterator, &key, NULL))
        g_ptr_array_add(pointers, key);
    return pointers;
}
