// SPDX-License-Identifier: MIT
#include "framework/build/own_filters.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/build/git.h"

static const char KEYS[] = "^filter\\..*\\.(clean|smudge|process|required)$";

// Sets a key for the call, above what any file sets (git-config(1), GIT_CONFIG_COUNT).
static void add_setting(GPtrArray *words, guint64 number, const char *key, const char *value)
{
    g_ptr_array_add(words, g_strdup_printf("GIT_CONFIG_KEY_%" G_GUINT64_FORMAT "=%s", number, key));
    g_ptr_array_add(words,
                    g_strdup_printf("GIT_CONFIG_VALUE_%" G_GUINT64_FORMAT "=%s", number, value));
}

// How many settings the environment holds already.
static guint64 count_settings(void)
{
    guint64 n = 0;
    const char *text = g_getenv("GIT_CONFIG_COUNT");
    if (text != NULL)
        g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT, &n, NULL);
    return n;
}

// `SCOPE<zero>KEY<newline>VALUE<zero>`, the later wins. Keys of the repository itself go to `own`,
// with the value that others give them.
static void read_settings(char *text, gsize length, GHashTable *own)
{
    g_autoptr(GHashTable) others = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GHashTable) names = g_hash_table_new(hash_text, g_str_equal);
    for (char *scope = text; scope < text + length;) {
        char *key = scope + strlen(scope) + 1;
        if (key >= text + length)
            break;
        char *next = key + strlen(key) + 1;
        char *value = strchr(key, '\n');
        if (value != NULL)
            *value++ = '\0';
        bool is_own = strcmp(scope, "local") == 0 || strcmp(scope, "worktree") == 0;
        if (is_own)
            g_hash_table_add(names, key);
        else
            g_hash_table_insert(others, key, value != NULL ? value : (char *)"true");
        scope = next;
    }
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, names);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        const char *other = g_hash_table_lookup(others, key);
        const char *off = g_str_has_suffix(key, ".required") ? "false" : "";
        g_hash_table_insert(own, g_strdup(key), g_strdup(other ? other : off));
    }
}

char **own_filters_off(const char *folder)
{
    gsize length = 0;
    struct git_call call = {.folder = folder, .length = &length};
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autoptr(GHashTable) own = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    g_autofree char *text =
        git_run(&call, NULL, "config", "--show-scope", "-z", "--get-regexp", KEYS);
    guint64 n = count_settings();
    if (text != NULL)
        read_settings(text, length, own);
    GHashTableIter iter;
    gpointer key;
    gpointer value;
    g_hash_table_iter_init(&iter, own);
    while (g_hash_table_iter_next(&iter, &key, &value))
        add_setting(words, n++, key, value);
    if (words->len > 0)
        g_ptr_array_add(words, g_strdup_printf("GIT_CONFIG_COUNT=%" G_GUINT64_FORMAT, n));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_steal(words, NULL);
}
