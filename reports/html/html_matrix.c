// SPDX-License-Identifier: MIT
// The table of a group of several alternatives at several arguments, side by side; of two builds,
// what became of each.
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "reports/html/html_page.h"
#include "reports/html/html_text.h"
#include "reports/words/comparison_words.h"
#include "reports/words/units.h"

struct matrix {
    const struct page *page;
    GPtrArray *alternatives; // char *: the columns
    GPtrArray *arguments;    // char *: the rows
    GHashTable *seen[2];     // of both: the texts
    GHashTable *cells;       // const struct result * by its place, from key_of()
};

static char *key_of(const char *argument, const char *alternative)
{
    return g_strconcat(argument, " ", alternative, NULL);
}

static void add_once(GPtrArray *texts, GHashTable *seen, char *text)
{
    if (g_hash_table_contains(seen, text)) {
        g_free(text);
        return;
    }
    g_hash_table_add(seen, text);
    g_ptr_array_add(texts, text);
}

// Whether a table would be more than a few results in a large empty one.
static bool is_dense(const struct matrix *matrix)
{
    gsize places = (gsize)matrix->alternatives->len * matrix->arguments->len;
    return places <= 4 * (gsize)g_hash_table_size(matrix->cells);
}

// False where two cases would have one place.
static bool matrix_fill(struct matrix *matrix, const struct group *group)
{
    g_autofree char *name = group_argument_name(group);
    for (guint i = 0; i < group->results->len; i++) {
        struct result *result = g_ptr_array_index(group->results, i);
        char *alternative = case_alternative(result->bench_case);
        char *argument = case_argument(result->bench_case, name == NULL);
        char *key = key_of(argument, alternative);
        add_once(matrix->alternatives, matrix->seen[0], alternative);
        add_once(matrix->arguments, matrix->seen[1], argument);
        if (!g_hash_table_insert(matrix->cells, key, result))
            return false;
    }
    return matrix->alternatives->len > 1 && matrix->arguments->len > 1 && is_dense(matrix);
}

static const struct result *cell_at(const struct matrix *matrix, guint row, guint column)
{
    g_autofree char *key = key_of(g_ptr_array_index(matrix->arguments, row),
                                  g_ptr_array_index(matrix->alternatives, column));
    return g_hash_table_lookup(matrix->cells, key);
}

// Of two builds: head's time whose ratio to base's is the change.
static double time_of(const struct matrix *matrix, const struct result *result)
{
    const struct comparison *comparison = page_comparison(matrix->page, result);
    return comparison && matrix->page->has_sides ? comparison->times_ns[SIDE_HEAD]
                                                 : result->summary.median_ns;
}

// One unit for the times of a row where that reads well, to compare them at a glance.
static bool find_scale(const struct matrix *matrix, guint row, struct time_scale *out)
{
    guint n = matrix->alternatives->len;
    g_autofree double *times = g_new(double, n);
    for (guint column = 0; column < n; column++) {
        const struct result *result = cell_at(matrix, row, column);
        times[column] = result ? time_of(matrix, result) : NAN;
    }
    return time_scale_common(times, n, matrix->page->report->unit, out);
}

static char *time_text(const struct time_scale *scale, double time_ns)
{
    if (scale == NULL || !isfinite(time_ns))
        return units_time(time_ns);
    g_autofree char *number = units_scaled(scale, time_ns);
    return g_strdup_printf("%s %s", number, scale->unit);
}

static void append_cell(GString *out, const struct matrix *matrix, const struct result *result,
                        const struct time_scale *scale)
{
    if (result == NULL) {
        g_string_append(out, "<td></td>");
        return;
    }
    const struct comparison *comparison = page_comparison(matrix->page, result);
    double ratio = comparison ? comparison->ratio : NAN;
    g_autofree char *time = time_text(scale, time_of(matrix, result));
    g_autofree char *found = matrix->page->has_sides ? units_change(ratio) : units_speedup(ratio);
    g_autofree char *verdict = page_verdict_text(matrix->page, result);
    html_printf(out, "<td class=\"n\" data-verdict=\"%s\">", page_verdict(matrix->page, result));
    page_link(out, matrix->page, result, *time ? time : status_word(result->status));
    if (*verdict && *time)
        html_printf(out, "<small class=\"verdict\">%s%s%s</small>", verdict, *found ? " " : "",
                    found);
    g_string_append(out, "</td>");
}

static void append_header(GString *out, const struct matrix *matrix, const struct group *group)
{
    g_autofree char *name = group_argument_name(group);
    g_string_append(out, "<thead><tr><th scope=\"col\">");
    html_name(out, name != NULL ? name : "argument");
    g_string_append(out, "</th>");
    for (guint column = 0; column < matrix->alternatives->len; column++) {
        g_string_append(out, "<th scope=\"col\" class=\"n\">");
        html_name(out, g_ptr_array_index(matrix->alternatives, column));
        g_string_append(out, "</th>");
    }
    g_string_append(out, "</tr></thead>\n<tbody>\n");
}

static void append_rows(GString *out, const struct matrix *matrix)
{
    for (guint row = 0; row < matrix->arguments->len; row++) {
        struct time_scale common;
        bool has_scale = find_scale(matrix, row, &common);
        g_string_append(out, "<tr><th scope=\"row\">");
        html_name(out, g_ptr_array_index(matrix->arguments, row));
        g_string_append(out, "</th>");
        for (guint column = 0; column < matrix->alternatives->len; column++)
            append_cell(out, matrix, cell_at(matrix, row, column), has_scale ? &common : NULL);
        g_string_append(out, "</tr>\n");
    }
    g_string_append(out, "</tbody>");
}

bool page_matrix(GString *out, const struct page *page, const struct group *group)
{
    struct matrix matrix = {
        .page = page,
        .alternatives = g_ptr_array_new_with_free_func(g_free),
        .arguments = g_ptr_array_new_with_free_func(g_free),
        .seen = {g_hash_table_new(hash_text, g_str_equal),
                 g_hash_table_new(hash_text, g_str_equal)},
        .cells = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL),
    };
    bool is_matrix = matrix_fill(&matrix, group);
    if (is_matrix) {
        append_header(out, &matrix, group);
        append_rows(out, &matrix);
    }
    g_ptr_array_unref(matrix.alternatives);
    g_ptr_array_unref(matrix.arguments);
    g_hash_table_unref(matrix.seen[0]);
    g_hash_table_unref(matrix.seen[1]);
    g_hash_table_unref(matrix.cells);
    return is_matrix;
}
