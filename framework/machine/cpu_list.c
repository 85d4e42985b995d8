// SPDX-License-Identifier: MIT
#include "framework/machine/cpu_list.h"

#include <stdint.h>
#include <string.h>

static bool parse_number(const char **text, guint64 *out)
{
    if (!g_ascii_isdigit(**text))
        return false;
    char *end = NULL;
    *out = g_ascii_strtoull(*text, &end, 10);
    *text = end;
    return true;
}

// "8" or "10-11" at the start of *text, which moves past it.
static bool parse_range(const char **text, guint64 *first, guint64 *last)
{
    if (!parse_number(text, first))
        return false;
    *last = *first;
    if (**text != '-')
        return true;
    ++*text;
    return parse_number(text, last);
}

GArray *cpu_list_parse(const char *text)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_autofree uint8_t *is_in = g_malloc0(CPU_LIST_MAX);
    guint64 first = 0, last = 0;
    while (text && parse_range(&text, &first, &last)) {
        if (first <= last && first < CPU_LIST_MAX)
            memset(is_in + first, 1, MIN(last, CPU_LIST_MAX - 1) - first + 1);
        if (*text != ',')
            break;
        text++;
    }
    for (unsigned cpu = 0; cpu < CPU_LIST_MAX; cpu++) {
        if (is_in[cpu])
            g_array_append_val(list, cpu);
    }
    return list;
}

static int compare_numbers(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return (x > y) - (x < y);
}

bool cpu_list_has(const GArray *list, unsigned cpu)
{
    guint index = 0;
    return g_array_binary_search((GArray *)list, &cpu, compare_numbers, &index);
}
