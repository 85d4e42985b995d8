// SPDX-License-Identifier: MIT
#pragma once
// Sets of CPU numbers as the kernel writes them: "0-3,8,10-11".
#include <glib.h>
#include <stdbool.h>

// Larger CPU numbers are treated as garbage: Linux supports at most 8192 CPUs.
enum { CPU_LIST_MAX = 1 << 16 };

/**
 * The numbers in `text` as a GArray of unsigned, ascending, each once. Reading stops at the first
 * character that is not part of a list. NULL gives an empty list. Free it with g_array_unref().
 */
GArray *cpu_list_parse(const char *text);

/** Whether `cpu` is in the ascending `list`. */
bool cpu_list_has(const GArray *list, unsigned cpu);
