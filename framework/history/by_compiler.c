// SPDX-License-Identifier: MIT
#include "framework/history/by_compiler.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"

struct splitting {
    struct history_reading *reading;
    struct history_compiler **of_run; // by the rank of the run
    GPtrArray *series;                // struct history_series *, split
    guint n_split;                    // of those before
};

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

// The version and the flags, without files and folders, which are other ones in each build.
static char *words_of(const char *compiler)
{
    bool has_flags = false;
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit(or_empty(compiler), " ", -1);
    for (char **word = words; *word != NULL; word++) {
        has_flags |= **word == '-';
        if ((!has_flags || **word == '-') && strchr(*word, '/') == NULL)
            g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", *word);
    }
    return g_strdup(out->str);
}

// In the order of the runs, each once.
static void list_compilers(struct splitting *splitting)
{
    const GPtrArray *runs = splitting->reading->runs;
    g_autoptr(GHashTable) known = g_hash_table_new(hash_text, g_str_equal);
    splitting->of_run = g_new0(struct history_compiler *, runs->len + 1);
    for (guint i = 0; i < runs->len; i++) {
        const struct history_run *run = g_ptr_array_index(runs, i);
        g_autofree char *words = words_of(run->compiler);
        struct history_compiler *compiler = g_hash_table_lookup(known, words);
        if (compiler == NULL) {
            compiler = g_new0(struct history_compiler, 1);
            compiler->name = g_steal_pointer(&words);
            compiler->index = splitting->reading->compilers->len;
            g_ptr_array_add(splitting->reading->compilers, compiler);
            g_hash_table_insert(known, compiler->name, compiler);
        }
        splitting->of_run[run->rank] = compiler;
    }
}

static struct history_series *begin_series(const struct history_series *of,
                                           struct history_compiler *compiler)
{
    struct history_series *series = g_new(struct history_series, 1);
    *series = (struct history_series){
        .id = of->id,
        .machine = g_strdup(of->machine),
        .suite = g_strdup(of->suite),
        .case_id = g_strdup(of->case_id),
        .metric = g_strdup(of->metric),
        .unit = g_strdup(of->unit),
        .better = of->better,
        .compiler = compiler,
        .points = g_array_new(FALSE, FALSE, sizeof(struct history_point)),
    };
    return series;
}

// Those from `first` on are of the series that is split.
static struct history_series *find_series(const GPtrArray *all, guint first,
                                          const struct history_compiler *compiler)
{
    for (guint i = first; i < all->len; i++) {
        struct history_series *series = g_ptr_array_index(all, i);
        if (series->compiler == compiler)
            return series;
    }
    return NULL;
}

// Takes the series.
static void split(struct splitting *splitting, struct history_series *whole)
{
    const struct history_point *points = elements_of(whole->points, struct history_point);
    guint first = splitting->series->len;
    for (guint i = 0; i < whole->points->len; i++) {
        struct history_compiler *compiler = splitting->of_run[points[i].run->rank];
        struct history_series *own = find_series(splitting->series, first, compiler);
        if (own == NULL) {
            own = begin_series(whole, compiler);
            g_ptr_array_add(splitting->series, own);
            compiler->is_used = true;
        }
        g_array_append_val(own->points, points[i]);
    }
    splitting->n_split += splitting->series->len > first + 1;
    history_series_free(whole);
}

static gint compare_series(gconstpointer a, gconstpointer b)
{
    const struct history_series *x = *(const struct history_series *const *)a;
    const struct history_series *y = *(const struct history_series *const *)b;
    const char *const words[][2] = {
        {x->suite, y->suite}, {x->case_id, y->case_id}, {x->metric, y->metric}};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        int order = strcmp(words[i][0], words[i][1]);
        if (order != 0)
            return order;
    }
    if (x->compiler != y->compiler)
        return x->compiler->index < y->compiler->index ? -1 : 1;
    return strcmp(x->machine, y->machine);
}

// In how many of the compilers a word is: char * to guint.
static GHashTable *count_words(const GPtrArray *compilers)
{
    GHashTable *counts = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < compilers->len; i++) {
        const struct history_compiler *compiler = g_ptr_array_index(compilers, i);
        g_auto(GStrv) words = g_strsplit(compiler->name, " ", -1);
        g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
        for (char **word = words; *word != NULL; word++) {
            guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, *word));
            if (g_hash_table_add(seen, *word))
                g_hash_table_insert(counts, g_strdup(*word), GUINT_TO_POINTER(n + 1));
        }
    }
    return counts;
}

// The words that not all have, or the name without its flags.
static char *label_of(const struct history_compiler *compiler, GHashTable *counts, guint n)
{
    if (*compiler->name == '\0')
        return g_strdup("unknown");
    g_autoptr(GString) label = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit(compiler->name, " ", -1);
    for (char **word = words; *word != NULL; word++)
        if (GPOINTER_TO_UINT(g_hash_table_lookup(counts, *word)) < n)
            g_string_append_printf(label, "%s%s", label->len > 0 ? " " : "", *word);
    const char *flags = strstr(compiler->name, " -");
    if (label->len == 0)
        g_string_append_len(label, compiler->name,
                            flags != NULL ? flags - compiler->name : (gssize)-1);
    return g_strdup(label->str);
}

static bool is_used(const void *compiler, const void *data)
{
    (void)data;
    return ((const struct history_compiler *)compiler)->is_used;
}

// How they differ, where there are several.
static void label(GPtrArray *compilers)
{
    g_autoptr(GHashTable) counts = count_words(compilers);
    g_autoptr(GHashTable) labels = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < compilers->len && compilers->len > 1; i++) {
        struct history_compiler *compiler = g_ptr_array_index(compilers, i);
        compiler->label = label_of(compiler, counts, compilers->len);
        g_hash_table_add(labels, compiler->label);
    }
    bool are_apart = compilers->len < 2 || g_hash_table_size(labels) == compilers->len;
    for (guint i = 0; i < compilers->len && !are_apart; i++) {
        struct history_compiler *compiler = g_ptr_array_index(compilers, i);
        g_free(compiler->label);
        compiler->label = g_strdup(*compiler->name != '\0' ? compiler->name : "unknown");
    }
}

void history_split_compilers(struct history_reading *reading)
{
    GPtrArray *before = reading->series;
    struct splitting splitting = {.reading = reading};
    splitting.series = g_ptr_array_new_with_free_func((GDestroyNotify)history_series_free);
    list_compilers(&splitting);
    for (guint i = 0; i < before->len; i++)
        split(&splitting, g_ptr_array_index(before, i));
    g_ptr_array_set_free_func(before, NULL);
    g_ptr_array_unref(before);
    reading->series = splitting.series;
    g_ptr_array_sort(reading->series, compare_series);
    pointers_keep(reading->compilers, is_used, NULL);
    label(reading->compilers);
    g_free(splitting.of_run);
    if (splitting.n_split > 0)
        g_ptr_array_add(reading->notes,
                        g_strdup_printf("%u series %s by compiler and flags, as these differ: "
                                        "--compiler selects one, --across-compilers joins them",
                                        splitting.n_split,
                                        splitting.n_split == 1 ? "is split" : "are split"));
}
