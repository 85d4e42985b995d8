// SPDX-License-Identifier: MIT
#pragma once
// What a GArray holds, by its type.
#include <glib.h>

/** The elements of an array of `type`; valid until the array grows. */
#define elements_of(array, type) ((type *)(void *)(array)->data)

static inline double *doubles_of(const GArray *array)
{
    return elements_of(array, double);
}
