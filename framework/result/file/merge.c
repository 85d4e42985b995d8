// SPDX-License-Identifier: MIT
#include "framework/result/file/merge.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/base/unique.h"
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

// Words that are taken, and what those of one file are called in the end.
struct naming {
    GHashTable *taken;
    GHashTable *renamed; // char * to char *
    const char *label;
};

static struct naming naming_begin(GHashTable *taken, const char *label)
{
    return (struct naming){taken, g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free),
                           label};
}

static void naming_clear(struct naming *naming)
{
    g_hash_table_unref(naming->renamed);
}

static char *numbered(const char *word, unsigned n)
{
    return g_strdup_printf("%s-%u", word, n);
}

// The same word is renamed in the same way each time.
static void rename_word(struct naming *naming, char **word)
{
    char *known = g_hash_table_lookup(naming->renamed, *word);
    if (known == NULL) {
        bool is_taken = g_hash_table_contains(naming->taken, *word);
        g_autofree char *wanted =
            is_taken ? g_strdup_printf("%s @%s", *word, naming->label) : g_strdup(*word);
        known = unique_take(naming->taken, wanted, numbered);
        g_hash_table_insert(naming->renamed, g_strdup(*word), known);
    }
    g_free(*word);
    *word = g_strdup(known);
}

static void take_names(struct merging *merging, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const struct bench_case *bench_case =
            ((const struct result *)g_ptr_array_index(results, i))->bench_case;
        if (!g_hash_table_contains(merging->ids, bench_case->id))
            g_free(unique_take(merging->ids, bench_case->id, numbered));
        if (!g_hash_table_contains(merging->suites, bench_case->suite))
            g_free(unique_take(merging->suites, bench_case->suite, numbered));
    }
}

void merging_begin(struct merging *merging, struct run *into)
{
    *merging = (struct merging){into, unique_new(), unique_new()};
    take_names(merging, into->results);
    take_names(merging, into->base);
}

void merging_clear(struct merging *merging)
{
    g_clear_pointer(&merging->ids, g_hash_table_unref);
    g_clear_pointer(&merging->suites, g_hash_table_unref);
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

static void rename_all(struct merging *merging, struct run *from, const char *label)
{
    struct naming ids = naming_begin(merging->ids, label);
    struct naming suites = naming_begin(merging->suites, label);
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
            merging->into->warnings,
            g_strdup_printf(
                "'%s' has ids that another file also has, so here they end in ' @%s': %u", label,
                label, n));
    naming_clear(&ids);
    naming_clear(&suites);
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
    bool is_other = is_known && strcmp(into->machine->id, from->machine->id) != 0;
    if (is_known && !is_other)
        references_pool(into->references, from->references);
    else
        g_ptr_array_set_size(into->references, 0); // they are of one machine
    if (is_other)
        g_ptr_array_add(
            into->warnings,
            g_strdup_printf("'%s' was measured on another machine, so its times cannot be "
                            "compared with the others",
                            label));
    if (g_strcmp0(into->revision.git, from->revision.git) != 0) {
        revision_clear(&into->revision);
    }
    into->references_s = fmin(into->references_s + from->references_s, range_time_s.most);
    double duration_s = into->duration_s + from->duration_s;
    into->duration_s = duration_s > range_time_s.most ? range_time_s.most : duration_s;
    join_names(&into->base_name, from->base_name);
    join_names(&into->head_name, from->head_name);
}

bool merging_add(struct merging *merging, struct run *from, const char *label, GError **error)
{
    struct run *into = merging->into;
    if (run_has_sides(into) != run_has_sides(from)) {
        g_set_error(error, RESULT_ERROR, RESULT_ERROR_SYNTAX,
                    "'%s' cannot be shown in one report with the files before it: one compares "
                    "builds and the other does not",
                    label);
        return false;
    }
    run_changed(from);
    rename_all(merging, from, label);
    merge_heads(into, from, label);
    pointers_move(into->results, from->results);
    pointers_move(into->base, from->base);
    pointers_move(into->comparisons, from->comparisons);
    pointers_move(into->only_base, from->only_base);
    pointers_move(into->only_head, from->only_head);
    pointers_move(into->warnings, from->warnings);
    pointers_move(into->fail_on, from->fail_on);
    return true;
}
