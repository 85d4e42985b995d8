// SPDX-License-Identifier: MIT
#include "framework/base/lookup.h"

static void take_in(struct lookup *lookup, gpointer element)
{
    gconstpointer key = lookup->key->of(element);
    if (key != NULL && !g_hash_table_contains(lookup->first, key))
        g_hash_table_insert(lookup->first, (gpointer)key, element);
}

gpointer lookup_find(struct lookup *lookup, const GPtrArray *array, gconstpointer key)
{
    if (lookup->array != array || lookup->n > array->len)
        lookup_clear(lookup);
    if (lookup->first == NULL)
        lookup->first = g_hash_table_new(lookup->key->hash, lookup->key->equal);
    lookup->array = array;
    while (lookup->n < array->len)
        take_in(lookup, g_ptr_array_index(array, lookup->n++));
    return g_hash_table_lookup(lookup->first, key);
}

void lookup_clear(struct lookup *lookup)
{
    g_clear_pointer(&lookup->first, g_hash_table_unref);
    lookup->array = NULL;
    lookup->n = 0;
}
