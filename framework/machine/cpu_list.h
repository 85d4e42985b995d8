// SPDX-License-Identifier: MIT
#pragma once
// Sets of CPU numbers as the kernel writes them: "0-3,8,10-11".
#include <glib.h>
#include <stdbool.h>

// CPU numbers from here on are taken for noise: Linux knows at most 8192 CPUs.
enum { CPU_LIST_MAX = 1 << 16 };

/**
 * The numbers in `text` as a GArray of unsigned, ascending, each once; it ends at the first thing
 * that is not part of a list. `text` may be NULL: an empty list. The caller frees it with
 * g_array_unref().
 */
GArray *cpu_list_parse(const char *text);

/** Whether `cpu` is in the ascending `list`. */
bool cpu_list_has(const GArray *list, unsigned cpu);
