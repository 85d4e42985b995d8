// SPDX-License-Identifier: MIT
#include "reports/words/warnings.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/machine/advice.h"
#include "framework/result/summary.h"
#include "reports/words/comparison_words.h"
#include "reports/words/metrics.h"
#include "reports/words/units.h"

static void warning_group_free(struct warning_group *group)
{
    g_free(group->text);
    g_ptr_array_unref(group->labels);
    g_free(group);
}

static gpointer copy_text(gconstpointer text, G_GNUC_UNUSED gpointer data)
{
    return g_strdup(text);
}

static struct warning_group *warning_group_new(GPtrArray *groups, const char *text)
{
    struct warning_group *group = g_new(struct warning_group, 1);
    *group = (struct warning_group){g_strdup(text), g_ptr_array_new_with_free_func(g_free)};
    g_ptr_array_add(groups, group);
    return group;
}

static struct warning_group *add_warning(GPtrArray *groups, GHashTable *by_text, const char *text)
{
    struct warning_group *group = g_hash_table_lookup(by_text, text);
    if (group)
        return group;
    group = warning_group_new(groups, text);
    g_hash_table_insert(by_text, group->text, group);
    return group;
}

// "3 of 20" and "5 of 17" say the same of two cases. In a shape each number is a NUMBER.
enum { NUMBER = '\1' };

// Warnings of one shape, and of each of its numbers, as they were written, the least and the most.
struct alike {
    struct warning_group *group;
    char *shape;
    GPtrArray *least, *most; // char *
};

static void alike_free(struct alike *alike)
{
    g_free(alike->shape);
    g_ptr_array_unref(alike->least);
    g_ptr_array_unref(alike->most);
    g_free(alike);
}

// The shape of a text, and its numbers (char *).
static char *take_apart(const char *text, GPtrArray *numbers)
{
    GString *shape = g_string_new(NULL);
    while (*text != '\0') {
        const char *start = text;
        while (g_ascii_isdigit(*text) || (text > start && *text == '.' && g_ascii_isdigit(text[1])))
            text++;
        if (text > start) {
            g_ptr_array_add(numbers, g_strndup(start, (gsize)(text - start)));
            g_string_append_c(shape, NUMBER);
        } else {
            g_string_append_c(shape, *text == NUMBER ? ' ' : *text);
            text++;
        }
    }
    return g_string_free(shape, FALSE);
}

static void widen(GPtrArray *numbers, guint index, const char *number, bool is_most)
{
    double known = g_ascii_strtod(g_ptr_array_index(numbers, index), NULL);
    double other = g_ascii_strtod(number, NULL);
    if (is_most ? other <= known : other >= known)
        return;
    g_free(numbers->pdata[index]);
    numbers->pdata[index] = g_strdup(number);
}

// "in 2 to 5 of 5 processes".
static char *put_together(const struct alike *alike)
{
    GString *text = g_string_new(NULL);
    guint n = 0;
    for (const char *c = alike->shape; *c != '\0'; c++) {
        if (*c != NUMBER) {
            g_string_append_c(text, *c);
            continue;
        }
        const char *least = alike->least->pdata[n], *most = alike->most->pdata[n];
        g_string_append(text, least);
        if (strcmp(least, most) != 0)
            g_string_append_printf(text, " to %s", most);
        n++;
    }
    return g_string_free(text, FALSE);
}

// As add_warning(), together with those that differ in their numbers alone.
static struct warning_group *add_alike(GPtrArray *groups, GHashTable *by_shape, const char *text)
{
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *shape = take_apart(text, numbers);
    struct alike *alike = g_hash_table_lookup(by_shape, shape);
    if (alike == NULL) {
        alike = g_new(struct alike, 1);
        *alike = (struct alike){
            .group = warning_group_new(groups, text),
            .shape = g_steal_pointer(&shape),
            .least = g_ptr_array_copy(numbers, copy_text, NULL),
            .most = g_ptr_array_ref(numbers),
        };
        g_hash_table_insert(by_shape, alike->shape, alike);
        return alike->group;
    }
    for (guint i = 0; i < numbers->len; i++) {
        widen(alike->least, i, numbers->pdata[i], false);
        widen(alike->most, i, numbers->pdata[i], true);
    }
    if (strcmp(alike->group->text, text) != 0) {
        g_free(alike->group->text);
        alike->group->text = put_together(alike);
    }
    return alike->group;
}

// Of all results that suffered.
static void add_to_disturbed(GPtrArray *groups, GHashTable *by_text, const struct run *run,
                             const char *text)
{
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (result->status != STATUS_OK || !summary_is_disturbed(result))
            continue;
        struct warning_group *group = add_warning(groups, by_text, text);
        g_ptr_array_add(group->labels, text_printable(result->bench_case->id));
    }
}

// What is so in every run on this machine; where results suffered it may be why.
static void add_standing(GPtrArray *groups, GHashTable *by_text, const struct run *run)
{
    const struct machine *machine = run->machine;
    if (machine == NULL)
        return;
    g_autoptr(GPtrArray) list = advice_list(machine);
    for (guint i = 0; i < list->len; i++) {
        const struct symptom *symptom = g_ptr_array_index(list, i);
        g_autofree char *text = g_strdup_printf("%s: %s", symptom->finding, symptom->fix);
        if (symptom->is_standing)
            add_to_disturbed(groups, by_text, run, text);
    }
}

// Why alternatives are unclear; a comparison of builds says that in its own table.
static void add_unclear(GPtrArray *groups, GHashTable *by_text, const struct run *run)
{
    for (guint i = 0; i < run->comparisons->len && run->base->len == 0; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        if (comparison->verdict != VERDICT_UNCLEAR || comparison->note == NULL)
            continue;
        g_autofree char *text = g_strdup_printf("unclear: %s", comparison->note);
        struct warning_group *group = add_warning(groups, by_text, text);
        g_ptr_array_add(group->labels, text_printable(comparison->id));
    }
}

static void add_failed_claim(GPtrArray *groups, GHashTable *by_text,
                             const struct comparison *comparison)
{
    if (comparison->claim != CLAIM_FAILS)
        return;
    g_autofree char *speedup = units_speedup(comparison->ratio);
    g_autofree char *interval = comparison_speedup_interval(comparison);
    g_autofree char *text = g_strdup_printf("claim fails: at least %gx claimed, %s %s measured",
                                            comparison->min_speedup, speedup, interval);
    struct warning_group *group = add_warning(groups, by_text, text);
    g_ptr_array_add(group->labels, text_printable(comparison->id));
}

// A claim without a comparison must not pass for one that holds.
static void add_claims(GPtrArray *groups, GHashTable *by_text, const struct run *run)
{
    for (guint i = 0; i < run->comparisons->len; i++)
        add_failed_claim(groups, by_text, g_ptr_array_index(run->comparisons, i));
    for (guint i = 0; i < run->results->len && !run_has_sides(run); i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        const char *id = result->bench_case->id;
        if (result->status != STATUS_OK || !(result->bench_case->min_speedup > 0) ||
            run_find_comparison(run, id) != NULL)
            continue;
        struct warning_group *group =
            add_warning(groups, by_text, "claim not judged: its baseline was not measured");
        g_ptr_array_add(group->labels, text_printable(id));
    }
}

// What it calls, the whole calls too.
static void add_part(GPtrArray *groups, GHashTable *by_text, const struct run *run)
{
    if (run->part.number == 0)
        return;
    g_autofree char *text = g_strdup_printf(
        "this is part %u of %u%s: `benchrun merge` decides over all parts, and may "
        "find more differences",
        run->part.number, run->part.of, run->part.cases == 0 ? ", and no case falls to it" : "");
    add_warning(groups, by_text, text);
}

GPtrArray *warnings_of(const struct run *run)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func((GDestroyNotify)warning_group_free);
    g_autoptr(GHashTable) by_shape =
        g_hash_table_new_full(hash_text, g_str_equal, NULL, (GDestroyNotify)alike_free);
    g_autoptr(GHashTable) by_text = g_hash_table_new(hash_text, g_str_equal);
    add_part(groups, by_text, run);
    for (guint i = 0; i < run->warnings->len; i++)
        add_warning(groups, by_text, g_ptr_array_index(run->warnings, i));
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        for (guint w = 0; w < result->warnings->len; w++) {
            const char *text = g_ptr_array_index(result->warnings, w);
            struct warning_group *group = add_alike(groups, by_shape, text);
            g_ptr_array_add(group->labels, text_printable(result->bench_case->id));
        }
    }
    g_autofree char *rare = metric_columns_note(run->results);
    if (rare != NULL)
        add_warning(groups, by_text, rare);
    add_standing(groups, by_text, run);
    add_unclear(groups, by_text, run);
    add_claims(groups, by_text, run);
    return groups;
}

char *warning_text(const struct warning_group *warning)
{
    enum { LABELS_SHOWN = 3, LABEL_COLUMNS = 36 };
    const GPtrArray *labels = warning->labels;
    GString *text = g_string_new(warning->text);
    for (guint l = 0; l < MIN(labels->len, (guint)LABELS_SHOWN); l++) {
        g_autofree char *tail = text_keep_tail(g_ptr_array_index(labels, l), LABEL_COLUMNS);
        g_string_append_printf(text, "%s%s", l == 0 ? " (" : ", ", tail);
    }
    if (labels->len > LABELS_SHOWN)
        g_string_append_printf(text, " and %u more", labels->len - LABELS_SHOWN);
    if (labels->len > 0)
        g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}
