// SPDX-License-Identifier: MIT
#pragma once
// What a GArray holds, by its type; and moving, choosing and listing pointers.
#include <glib.h>
#include <stdbool.h>

/** The elements of an array of `type`; valid until the array grows. */
#define elements_of(array, type) ((type *)(void *)(array)->data)

static inline double *doubles_of(const GArray *array)
{
    return elements_of(array, double);
}

/** Appends all elements of `from`, which is empty afterwards, to `into`. */
static inline void pointers_move(GPtrArray *into, GPtrArray *from)
{
    g_ptr_array_extend_and_steal(into, g_ptr_array_ref(from));
}

/** Frees the elements that `is_kept` does not hold for, with `data` as its second argument. */
void pointers_keep(GPtrArray *array, bool (*is_kept)(const void *element, const void *data),
                   const void *data);

/** The keys of a table in no order; to free with g_ptr_array_unref(). */
GPtrArray *pointers_of_set(GHashTable *set);
