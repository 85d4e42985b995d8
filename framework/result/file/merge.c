// SPDX-License-Identifier: MIT
#include "framework/result/file/merge.h"

#include <string.h>

#include "framework/result/file/nouns.h"

// Words that are taken, and what new ones that clash with them are called.
struct naming {
    GHashTable *taken;
    GHashTable *renamed; // char * to char *
    const char *label;
};

static struct naming naming_begin(const char *label)
{
    return (struct naming){g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                           g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), label};
}

static void naming_clear(struct naming *naming)
{
    g_hash_table_unref(naming->taken);
    g_hash_table_unref(naming->renamed);
}

// The same word is renamed in the same way each time.
static void rename_word(struct naming *naming, char **word)
{
    const char *known = g_hash_table_lookup(naming->renamed, *word);
    if (known == NULL) {
        char *name = g_strdup(*word);
        for (unsigned i = 1; g_hash_table_contains(naming->taken, name); i++) {
            g_free(name);
            name = i == 1 ? g_strdup_printf("%s @%s", *word, naming->label)
                          : g_strdup_printf("%s @%s-%u", *word, naming->label, i);
        }
        g_hash_table_insert(naming->renamed, g_strdup(*word), name);
        known = name;
    }
    g_free(*word);
    *word = g_strdup(known);
}

static void take_names(struct naming *ids, struct naming *suites, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        g_hash_table_add(ids->taken, g_strdup(result->bench_case->id));
        g_hash_table_add(suites->taken, g_strdup(result->bench_case->suite));
    }
}

static void rename_results(struct naming *ids, struct naming *suites, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        rename_word(ids, &result->bench_case->id);
        rename_word(suites, &result->bench_case->suite);
    }
}

static unsigned count_renamed(const struct naming *naming)
{
    unsigned n = 0;
    GHashTableIter iterator;
    gpointer old;
    gpointer new;
    g_hash_table_iter_init(&iterator, naming->renamed);
    while (g_hash_table_iter_next(&iterator, &old, &new))
        n += strcmp(old, new) != 0;
    return n;
}

static void rename_all(struct run *into, struct run *from, const char *label)
{
    struct naming ids = naming_begin(label);
    struct naming suites = naming_begin(label);
    take_names(&ids, &suites, into->results);
    take_names(&ids, &suites, into->base);
    rename_results(&ids, &suites, from->results);
    rename_results(&ids, &suites, from->base);
    for (guint i = 0; i < from->comparisons->len; i++) {
        struct comparison *comparison = g_ptr_array_index(from->comparisons, i);
        rename_word(&ids, &comparison->id);
        rename_word(&ids, &comparison->baseline);
    }
    unsigned n = count_renamed(&ids);
    if (n > 0)
        g_ptr_array_add(
            into->warnings,
            g_strdup_printf(
                "'%s' has ids that another file also has, so here they end in ' @%s': %u", label,
                label, n));
    naming_clear(&ids);
    naming_clear(&suites);
}

static void move(GPtrArray *into, GPtrArray *from)
{
    while (from->len > 0)
        g_ptr_array_add(into, g_ptr_array_steal_index(from, 0));
}

static void join_names(char **into, const char *from)
{
    if (from == NULL || g_strcmp0(*into, from) == 0)
        return;
    char *joined = g_strdup_printf("%s; %s", *into, from);
    g_free(*into);
    *into = joined;
}

static void merge_heads(struct run *into, const struct run *from, const char *label)
{
    bool is_known = into->machine && into->machine->id && from->machine && from->machine->id;
    if (is_known && strcmp(into->machine->id, from->machine->id) != 0)
        g_ptr_array_add(
            into->warnings,
            g_strdup_printf("'%s' was measured on another machine, so its times cannot be "
                            "compared with the others",
                            label));
    if (g_strcmp0(into->revision.git, from->revision.git) != 0) {
        g_clear_pointer(&into->revision.git, g_free);
        g_clear_pointer(&into->revision.branch, g_free);
    }
    into->duration_s += from->duration_s;
    join_names(&into->base_name, from->base_name);
    join_names(&into->head_name, from->head_name);
}

bool run_merge(struct run *into, struct run *from, const char *label, GError **error)
{
    if (run_has_sides(into) != run_has_sides(from)) {
        g_set_error(error, RESULT_ERROR, RESULT_ERROR_SYNTAX,
                    "'%s' cannot be shown in one report with the files before it: one compares "
                    "builds and the other does not",
                    label);
        return false;
    }
    rename_all(into, from, label);
    merge_heads(into, from, label);
    move(into->results, from->results);
    move(into->base, from->base);
    move(into->comparisons, from->comparisons);
    move(into->only_base, from->only_base);
    move(into->only_head, from->only_head);
    move(into->warnings, from->warnings);
    return true;
}
