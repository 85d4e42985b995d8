// SPDX-License-Identifier: MIT
#pragma once
// Did the compiler remove all that a benchmark does? Then its timed loop, BENCH_LOOP, holds nothing
// but its decrement and its branch. Their time does not say so: it varies with their address.
#include <glib.h>
#include <stdbool.h>

#include "framework/program/loop_code.h"

/**
 * The cases of a program whose timed loop is empty: their symbols (char *, as in struct
 * bench_case). In doubt a loop is not empty. NULL where the code cannot be read: the program is
 * stripped, or is for a machine other than x86-64 and aarch64.
 */
GHashTable *empty_loops_find(const char *program);

/**
 * Whether the `n` bytes of code between the return of bench_loop_begin() and the call of
 * bench_loop_end() hold an empty loop and no other.
 */
bool empty_loop_is_all(const struct loop_code *of, const guint8 *code, size_t n);
