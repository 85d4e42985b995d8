// SPDX-License-Identifier: MIT
#include "framework/result/file/parts.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/escape.h"
#include "framework/base/hash.h"
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

// A part and the file that it was read from.
struct piece {
    struct run *run;
    const char *name;
};

G_GNUC_PRINTF(2, 3) static bool refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, RESULT_ERROR, RESULT_ERROR_SYNTAX, message);
    return false;
}

static bool check_alone(const struct piece *piece, GError **error)
{
    const struct run_part *part = &piece->run->part;
    if (part->of == 0)
        return refuse(error, "'%s' is a whole run, not a part of one (--shard)", piece->name);
    if (part->number == 0)
        return refuse(error, "'%s' was merged from some of its parts: name the parts themselves",
                      piece->name);
    return true;
}

static const char *or_none(const char *text)
{
    return text != NULL ? text : "none";
}

// Whether two parts can be of one whole.
static bool check_pair(const struct piece *first, const struct piece *other, GError **error)
{
    const struct run *a = first->run;
    const struct run *b = other->run;
    if (a->part.of != b->part.of)
        return refuse(error, "'%s' is part %u of %u, but '%s' is part %u of %u", other->name,
                      b->part.number, b->part.of, first->name, a->part.number, a->part.of);
    if (g_strcmp0(a->version, b->version) != 0)
        return refuse(error,
                      "'%s' was measured by benchrun %s and '%s' by %s: measure all parts with one "
                      "version",
                      other->name, or_none(b->version), first->name, or_none(a->version));
    if (g_strcmp0(a->revision.git, b->revision.git) != 0)
        return refuse(error, "'%s' was measured at the commit %.12s and '%s' at %.12s", other->name,
                      or_none(b->revision.git), first->name, or_none(a->revision.git));
    const char *of_first = run_part_find_option(&a->part, &b->part);
    const char *of_other = run_part_find_option(&b->part, &a->part);
    if (of_first != NULL && of_other != NULL)
        return refuse(error, "'%s' was measured with %s, but '%s' with %s", first->name, of_first,
                      other->name, of_other);
    if (of_first != NULL || of_other != NULL)
        return refuse(error, "only '%s' was measured with %s, not '%s'",
                      (of_first != NULL ? first : other)->name,
                      of_first != NULL ? of_first : of_other,
                      (of_first != NULL ? other : first)->name);
    if (g_strcmp0(a->base_name, b->base_name) != 0 || g_strcmp0(a->head_name, b->head_name) != 0)
        return refuse(error, "'%s' compares '%s' with '%s', but '%s' compares '%s' with '%s'",
                      other->name, or_none(b->head_name), or_none(b->base_name), first->name,
                      or_none(a->head_name), or_none(a->base_name));
    if (g_strcmp0(a->part.plans, b->part.plans) != 0 || a->is_test != b->is_test ||
        a->part.comparisons != b->part.comparisons)
        return refuse(
            error,
            "'%s' is a part of another whole than '%s': their lists of all cases, or what "
            "these were expected to take, differ",
            other->name, first->name);
    return true;
}

static int by_number(gconstpointer a, gconstpointer b)
{
    const struct run_part *x = &((const struct piece *)a)->run->part;
    const struct run_part *y = &((const struct piece *)b)->run->part;
    return (x->number > y->number) - (x->number < y->number);
}

static bool check_all(GArray *pieces, GError **error)
{
    const struct piece *all = elements_of(pieces, struct piece);
    for (guint i = 0; i < pieces->len; i++)
        if (!check_alone(&all[i], error) || !check_pair(&all[0], &all[i], error))
            return false;
    g_array_sort(pieces, by_number);
    for (guint i = 1; i < pieces->len; i++)
        if (all[i].run->part.number == all[i - 1].run->part.number)
            return refuse(error, "part %u of %u is there twice: '%s' and '%s'",
                          all[i].run->part.number, all[i].run->part.of, all[i - 1].name,
                          all[i].name);
    return true;
}

// The numbers that are missing, as a list; NULL: none are.
static char *list_missing(const GArray *pieces, unsigned of, unsigned *n)
{
    g_autoptr(GString) list = g_string_new(NULL);
    guint at = 0;
    for (unsigned number = 1; number <= of; number++) {
        if (at < pieces->len &&
            g_array_index(pieces, struct piece, at).run->part.number == number) {
            at++;
            continue;
        }
        g_string_append_printf(list, "%s%u", list->len > 0 ? ", " : "", number);
        (*n)++;
    }
    return *n > 0 ? g_strdup(list->str) : NULL;
}

// Whether all is there, or may be missing: then the warnings say what is.
static bool check_complete(const GArray *pieces, bool is_partial, GPtrArray *warnings,
                           GError **error)
{
    const char *way = is_partial ? "" : " (--partial merges the others)";
    const unsigned of = g_array_index(pieces, struct piece, 0).run->part.of;
    unsigned n = 0;
    g_autofree char *missing = list_missing(pieces, of, &n);
    if (missing != NULL)
        g_ptr_array_add(warnings, g_strdup_printf("part%s %s of %u %s missing%s", n > 1 ? "s" : "",
                                                  missing, of, n > 1 ? "are" : "is", way));
    for (guint i = 0; i < pieces->len; i++) {
        const struct piece *piece = &g_array_index(pieces, struct piece, i);
        const struct run_part *part = &piece->run->part;
        if (piece->run->results->len < part->cases)
            g_ptr_array_add(
                warnings,
                g_strdup_printf("part %u of %u is not complete: '%s' has %u of %zu cases%s",
                                part->number, of, piece->name, piece->run->results->len,
                                part->cases, way));
    }
    return is_partial || warnings->len == 0 ||
           refuse(error, "%s", (const char *)g_ptr_array_index(warnings, 0));
}

// By hash of its ids, so that the same parts always make the same run.
static char *make_id(const GArray *pieces)
{
    enum { STAMP = 15, DIGITS = 6 };
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < pieces->len; i++) {
        const char *id = g_array_index(pieces, struct piece, i).run->id;
        g_checksum_update(sum, (const guchar *)id, (gssize)strlen(id) + 1);
    }
    return g_strdup_printf("%.*s-%.*s", STAMP, g_array_index(pieces, struct piece, 0).run->id,
                           DIGITS, g_checksum_get_string(sum));
}

// That of the whole, as far as it is known.
static void drop_shard(char **command)
{
    g_auto(GStrv) words = NULL;
    if (*command == NULL || !g_shell_parse_argv(*command, NULL, &words, NULL))
        return;
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (char **word = words; *word != NULL; word++) {
        if (strcmp(*word, "--shard") == 0 && word[1] != NULL)
            word++;
        else if (!g_str_has_prefix(*word, "--shard="))
            g_ptr_array_add(kept, *word);
    }
    g_ptr_array_add(kept, NULL);
    g_free(*command);
    *command = escape_shell((const char *const *)kept->pdata);
}

typedef char **text_of_result(struct result *result);

static char **node_of(struct result *result)
{
    return &result->node;
}

static char **machine_id_of(struct result *result)
{
    return &result->machine_id;
}

static guint count_distinct(const struct run *run, text_of_result *of)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < run->results->len; i++)
        g_hash_table_add(seen, (gpointer)or_none(*of(g_ptr_array_index(run->results, i))));
    return g_hash_table_size(seen);
}

static void forget_places(const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        g_clear_pointer(&result->node, g_free);
        g_clear_pointer(&result->machine_id, g_free);
    }
}

// A comparison is always on one machine, so verdicts hold; the run has no machine then.
static void settle_places(struct run *run)
{
    guint n_machines = count_distinct(run, machine_id_of);
    if (n_machines > 1)
        g_ptr_array_insert(run->warnings, 0,
                           g_strdup_printf("measured on %u machines: what is compared was measured "
                                           "on one of them, but times of different groups are not "
                                           "comparable",
                                           n_machines));
    if (n_machines > 1) {
        g_clear_pointer(&run->machine, machine_free);
        g_ptr_array_set_size(run->references, 0);
    }
    if (n_machines > 1 || count_distinct(run, node_of) > 1)
        return;
    forget_places(run->results);
    forget_places(run->base);
}

static void mark_results(const GPtrArray *results, const struct run *run)
{
    for (guint i = 0; i < results->len; i++)
        run_mark(run, g_ptr_array_index(results, i));
}

// What several parts say is said once.
static void take_warnings(GPtrArray *into, GHashTable *seen, const struct run *from)
{
    for (guint i = 0; i < from->warnings->len; i++) {
        const char *text = g_ptr_array_index(from->warnings, i);
        if (g_hash_table_add(seen, g_strdup(text)))
            g_ptr_array_add(into, g_strdup(text));
    }
}

static void take_heads(struct run *into, const struct run *from)
{
    double duration_s = into->duration_s + from->duration_s;
    into->duration_s = duration_s > range_time_s.most ? range_time_s.most : duration_s;
    into->references_s = fmin(into->references_s + from->references_s, range_time_s.most);
    references_pool(into->references, from->references);
    if (g_strcmp0(from->started, into->started) < 0) {
        g_free(into->started);
        into->started = g_strdup(from->started);
    }
    if (into->cpu != from->cpu)
        into->cpu = -1;
    into->revision.is_dirty |= from->revision.is_dirty;
}

static int by_position(gconstpointer a, gconstpointer b)
{
    const struct result *x = *(const struct result *const *)a;
    const struct result *y = *(const struct result *const *)b;
    return (x->position > y->position) - (x->position < y->position);
}

static void order(GPtrArray *results, bool is_whole)
{
    g_ptr_array_sort(results, by_position);
    for (guint i = 0; i < results->len && is_whole; i++)
        ((struct result *)g_ptr_array_index(results, i))->position = 0;
}

static struct run *join(const GArray *pieces, GPtrArray *warnings)
{
    struct run *into = g_array_index(pieces, struct piece, 0).run;
    g_autofree char *id = make_id(pieces);
    bool is_whole = warnings->len == 0; // else they say what is missing
    g_autoptr(GHashTable) seen = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < pieces->len; i++) {
        struct run *run = g_array_index(pieces, struct piece, i).run;
        g_ptr_array_add(into->parts, g_strdup(run->id));
        take_warnings(warnings, seen, run);
        mark_results(run->results, run);
        mark_results(run->base, run);
    }
    for (guint i = 1; i < pieces->len; i++) {
        struct run *from = g_array_index(pieces, struct piece, i).run;
        take_heads(into, from);
        pointers_move(into->results, from->results);
        pointers_move(into->base, from->base);
        pointers_move(into->comparisons, from->comparisons);
    }
    order(into->results, is_whole);
    order(into->base, is_whole);
    g_ptr_array_set_size(into->warnings, 0);
    pointers_move(into->warnings, warnings);
    settle_places(into);
    g_free(into->id);
    into->id = g_steal_pointer(&id);
    drop_shard(&into->command);
    if (is_whole)
        run_part_clear(&into->part);
    into->part.number = 0;
    run_changed(into);
    return into;
}

struct run *parts_join(GPtrArray *runs, const char *const *names, bool is_partial, GError **error)
{
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < runs->len; i++) {
        struct piece piece = {g_ptr_array_index(runs, i), names[i]};
        g_array_append_val(pieces, piece);
    }
    if (!check_all(pieces, error) || !check_complete(pieces, is_partial, warnings, error))
        return NULL;
    struct run *whole = join(pieces, warnings);
    guint at = 0;
    g_ptr_array_find(runs, whole, &at);
    g_ptr_array_steal_index(runs, at);
    g_ptr_array_set_size(runs, 0);
    return whole;
}
