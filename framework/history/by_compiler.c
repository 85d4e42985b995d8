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

static const char *flags_of(const char *name)
{
    const char *flags = strstr(name, " -");
    return flags != NULL ? flags + 1 : name + strlen(name);
}

// The name without its flags.
static char *head_of(const char *name)
{
    return g_strchomp(g_strndup(name, (gsize)(flags_of(name) - name)));
}

static guint count_of(GHashTable *counts, const char *key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
}

// Takes the key.
static void count(GHashTable *counts, char *key)
{
    guint n = count_of(counts, key);
    g_hash_table_insert(counts, key, GUINT_TO_POINTER(n + 1));
}

// How many compilers with flags have a head, and how many of these a flag: "gcc 12", "gcc 12 -O2".
// Where no flags are known, they may be any.
static GHashTable *count_flags(const GPtrArray *compilers)
{
    GHashTable *counts = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < compilers->len; i++) {
        const char *name = ((const struct history_compiler *)compilers->pdata[i])->name;
        g_autofree char *head = head_of(name);
        g_auto(GStrv) flags = g_strsplit(flags_of(name), " ", -1);
        g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
        if (*flags != NULL)
            count(counts, g_strdup(head));
        for (char **flag = flags; *flag != NULL; flag++)
            if (g_hash_table_add(seen, *flag))
                count(counts, g_strconcat(head, " ", *flag, NULL));
    }
    return counts;
}

// Without those of which nothing is known.
static guint count_heads(const GPtrArray *compilers)
{
    g_autoptr(GHashTable) heads = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < compilers->len; i++) {
        const char *name = ((const struct history_compiler *)compilers->pdata[i])->name;
        if (*name != '\0')
            g_hash_table_add(heads, head_of(name));
    }
    return g_hash_table_size(heads);
}

// The compiler where there are others, and its flags that not all of its builds have.
static char *label_of(const char *name, GHashTable *counts, guint n_heads)
{
    if (*name == '\0')
        return g_strdup("unknown");
    g_autofree char *head = head_of(name);
    g_autoptr(GString) flags = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit(flags_of(name), " ", -1);
    for (char **word = words; *word != NULL; word++) {
        g_autofree char *key = g_strconcat(head, " ", *word, NULL);
        if (count_of(counts, key) < count_of(counts, head))
            g_string_append_printf(flags, "%s%s", flags->len > 0 ? " " : "", *word);
    }
    if (n_heads == 1 && flags->len > 0)
        return g_strdup(flags->str);
    return g_strdup_printf("%s%s%s", head, flags->len > 0 ? " " : "", flags->str);
}

static bool is_used(const void *compiler, const void *data)
{
    (void)data;
    return ((const struct history_compiler *)compiler)->is_used;
}

static bool are_distinct(const GPtrArray *compilers)
{
    g_autoptr(GHashTable) labels = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < compilers->len; i++)
        g_hash_table_add(labels, ((struct history_compiler *)compilers->pdata[i])->label);
    return g_hash_table_size(labels) == compilers->len;
}

// How they differ, where there are several. What is too long for a table is cut, and so has a
// number.
static void label(GPtrArray *compilers)
{
    enum { LONG = 40 };
    bool are_long = false;
    guint n_heads = count_heads(compilers);
    g_autoptr(GHashTable) counts = count_flags(compilers);
    for (guint i = 0; i < compilers->len && compilers->len > 1; i++) {
        struct history_compiler *compiler = g_ptr_array_index(compilers, i);
        compiler->label = label_of(compiler->name, counts, n_heads);
    }
    bool are_apart = compilers->len < 2 || are_distinct(compilers);
    for (guint i = 0; i < compilers->len && compilers->len > 1; i++) {
        struct history_compiler *compiler = g_ptr_array_index(compilers, i);
        if (!are_apart && *compiler->name != '\0') {
            g_free(compiler->label);
            compiler->label = g_strdup(compiler->name);
        }
        are_long = are_long || strlen(compiler->label) > LONG;
    }
    for (guint i = 0; i < compilers->len && are_long; i++) {
        struct history_compiler *compiler = g_ptr_array_index(compilers, i);
        g_autofree char *plain = g_steal_pointer(&compiler->label);
        compiler->label = g_strdup_printf("%u: %s", i + 1, plain);
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
