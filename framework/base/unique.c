// SPDX-License-Identifier: MIT
#include "framework/base/unique.h"

#include "framework/base/hash.h"
#include "framework/base/text.h"

// Each text has the number to try next, so that no number is tried twice for it.
GHashTable *unique_new(void)
{
    return g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
}

char *unique_take(GHashTable *taken, const char *text, unique_numbered numbered)
{
    unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(taken, text));
    char *free_text = g_strdup(text);
    for (; g_hash_table_contains(taken, free_text); n++) {
        g_free(free_text);
        free_text = numbered(text, n);
    }
    g_hash_table_insert(taken, g_strdup(free_text), GUINT_TO_POINTER(2));
    if (n > 2) // it was taken, and so is all that is numbered below n
        g_hash_table_insert(taken, g_strdup(text), GUINT_TO_POINTER(n));
    return free_text;
}

static char *numbered(const char *name, unsigned n)
{
    return g_strdup_printf("%s #%u", name, n);
}

char *unique_take_command(GHashTable *taken, const char *command)
{
    g_autofree char *name = text_keep_bytes(command, TEXT_MOST_NAME / 2);
    return unique_take(taken, name, numbered);
}
