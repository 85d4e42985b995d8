// SPDX-License-Identifier: MIT
#pragma once
// The variables of a function, according to the debug information of its program.
#include <glib.h>
#include <stdbool.h>

struct local {
    char *name;
    bool is_array;
};

/**
 * The variables (struct local *) that a function declares in its outermost block, in their order,
 * but for constants and references; empty where nothing is known. g_ptr_array_unref() frees it.
 */
GPtrArray *locals_of_function(const char *program, const char *function);
