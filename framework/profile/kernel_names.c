// SPDX-License-Identifier: MIT
#include "framework/profile/kernel_names.h"

#include <stdbool.h>
#include <string.h>

#include "framework/base/hash.h"

struct kernel_symbol {
    uint64_t start;
    const char *name;
};

struct kernel_names {
    char *text;         // of /proc/kallsyms, cut into names
    GArray *symbols;    // struct kernel_symbol, ascending
    GHashTable *called; // char *, the name of a function -> char *, the system call
};

static int compare_starts(const void *a, const void *b)
{
    uint64_t one = ((const struct kernel_symbol *)a)->start;
    uint64_t two = ((const struct kernel_symbol *)b)->start;
    return (one > two) - (one < two);
}

// A line is `ffffffff81000000 T name`, and ends with `\t[module]` for those of modules.
static void add_line(GArray *symbols, char *line)
{
    char *end = NULL;
    uint64_t start = g_ascii_strtoull(line, &end, 16);
    if (start == 0 || end == line || end[0] != ' ' || end[1] == '\0' || end[2] != ' ' ||
        strchr("tTwW", end[1]) == NULL)
        return;
    char *name = end + 3;
    name[strcspn(name, "\t")] = '\0';
    struct kernel_symbol symbol = {start, name};
    g_array_append_val(symbols, symbol);
}

struct kernel_names *kernel_names_new(void)
{
    struct kernel_names *names = g_new0(struct kernel_names, 1);
    names->symbols = g_array_new(FALSE, FALSE, sizeof(struct kernel_symbol));
    names->called = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    if (!g_file_get_contents("/proc/kallsyms", &names->text, NULL, NULL))
        return names;
    char *rest = names->text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        add_line(names->symbols, line);
    g_array_sort(names->symbols, compare_starts);
    return names;
}

void kernel_names_free(struct kernel_names *names)
{
    if (names == NULL)
        return;
    g_array_unref(names->symbols);
    g_hash_table_unref(names->called);
    g_free(names->text);
    g_free(names);
}

// The name of the last symbol that starts at or before the address; NULL: none does.
static const char *name_of(const struct kernel_names *names, uint64_t address)
{
    guint low = 0;
    guint high = names->symbols->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(names->symbols, struct kernel_symbol, middle).start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? g_array_index(names->symbols, struct kernel_symbol, low - 1).name : NULL;
}

// The system call that a function of the kernel enters; NULL: none.
static const char *call_of(const char *name)
{
    static const char *const prefixes[] = {"__x64_sys_", "__ia32_sys_", "__arm64_sys_", "__se_sys_",
                                           "__do_sys_"};
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_has_prefix(name, prefixes[i]))
            return name + strlen(prefixes[i]);
    return NULL;
}

static const char *remember(struct kernel_names *names, const char *call)
{
    const char *found = g_hash_table_lookup(names->called, call);
    if (found != NULL)
        return found;
    char *text = g_strdup_printf("%s (system call)", call);
    g_hash_table_insert(names->called, g_strdup(call), text);
    return text;
}

const char *kernel_names_find(struct kernel_names *names, const uint64_t *addresses, size_t n)
{
    bool is_fault = false;
    if (names->symbols->len == 0)
        return "kernel";
    for (size_t i = n; i-- > 0;) {
        const char *name = name_of(names, addresses[i]);
        const char *call = name != NULL ? call_of(name) : NULL;
        if (call != NULL)
            return remember(names, call);
        is_fault = is_fault || (name != NULL && strstr(name, "page_fault") != NULL);
    }
    return is_fault ? "page fault (kernel)" : "interrupt (kernel)";
}
