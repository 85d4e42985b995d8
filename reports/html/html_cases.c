// SPDX-License-Identifier: MIT
// The table of the page: a row per case. A cell that is sorted by a number has it in `data-v`.
#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/result/summary.h"
#include "reports/html/html_page.h"
#include "reports/html/html_text.h"
#include "reports/words/comparison_words.h"
#include "reports/words/metrics.h"
#include "reports/words/units.h"

struct row {
    const struct page *page;
    const struct result *result;
    const struct result *base;           // of the same case; NULL: none
    const struct comparison *comparison; // NULL: none
    double reach;                        // of the bars: the logarithm of a ratio at their ends
    bool is_index;
};

struct cell {
    char *text; // not yet escaped
    double value;
};

static struct cell time_cell(const struct row *row, const struct result *result, double time_ns)
{
    bool is_known = result && result->status == STATUS_OK;
    return (struct cell){units_time_in(is_known ? time_ns : NAN, row->page->report->unit),
                         is_known ? time_ns : NAN};
}

static struct cell best_cell(const struct row *row)
{
    return time_cell(row, row->result, row->result->summary.best_ns);
}

static struct cell median_cell(const struct row *row)
{
    return time_cell(row, row->result, row->result->summary.median_ns);
}

// Of two builds: the times whose ratio is the change. A case without one has its median.
static struct cell side_cell(const struct row *row, enum side side, const struct result *result)
{
    double time_ns = row->comparison ? row->comparison->times_ns[side]
                     : result        ? result->summary.median_ns
                                     : NAN;
    return time_cell(row, result, time_ns);
}

static struct cell base_cell(const struct row *row)
{
    return side_cell(row, SIDE_BASE, row->base);
}

static struct cell head_cell(const struct row *row)
{
    return side_cell(row, SIDE_HEAD, row->result);
}

static struct cell precision_cell(const struct row *row)
{
    double precision = summary_precision(&row->result->summary);
    return (struct cell){units_percent(precision), precision};
}

static struct cell speedup_cell(const struct row *row)
{
    double ratio = row->comparison ? row->comparison->ratio : NAN;
    return (struct cell){units_speedup(ratio), 1 / ratio};
}

static struct cell change_cell(const struct row *row)
{
    double ratio = row->comparison ? row->comparison->ratio : NAN;
    return (struct cell){units_change(ratio), ratio};
}

static struct cell interval_cell(const struct row *row)
{
    const struct comparison *comparison = row->comparison;
    if (!comparison)
        return (struct cell){g_strdup(""), NAN};
    double width = comparison_is_disturbed(comparison)
                       ? NAN
                       : comparison->interval[1] / comparison->interval[0];
    return (struct cell){row->page->has_sides ? comparison_interval(comparison)
                                              : comparison_speedup_interval(comparison),
                         width};
}

static struct cell note_cell(const struct row *row)
{
    return (struct cell){row->comparison ? comparison_note(row->comparison) : g_strdup(""), NAN};
}

static struct cell detectable_cell(const struct row *row)
{
    double detectable = row->comparison ? row->comparison->detectable : NAN;
    return (struct cell){units_percent(detectable), detectable};
}

static struct cell claim_cell(const struct row *row)
{
    bool is_claimed = row->comparison && row->comparison->claim != CLAIM_NONE;
    return (struct cell){g_strdup(is_claimed ? claim_word(row->comparison->claim) : ""), NAN};
}

// A ratio's place on a bar: 0 to BAR_WIDTH, with 1 in the middle.
enum { BAR_WIDTH = 120 };
static double bar_place(const struct row *row, double ratio)
{
    double side = row->page->has_sides ? log(ratio) : -log(ratio); // to the right: slower; faster
    return CLAMP(BAR_WIDTH / 2.0 * (1 + side / row->reach), 3.0, BAR_WIDTH - 3.0);
}

// The numbers are in the cells next to it, so it is hidden from screen readers.
static void append_bar(GString *out, const struct row *row)
{
    const struct comparison *comparison = row->comparison;
    if (!comparison || !(comparison->ratio > 0) || !isfinite(comparison->ratio))
        return;
    double at = bar_place(row, comparison->ratio);
    double ends[2] = {at, at};
    for (size_t i = 0; i < 2; i++)
        if (isfinite(comparison->interval[i]) && comparison->interval[i] > 0 &&
            !comparison_is_disturbed(comparison))
            ends[i] = bar_place(row, comparison->interval[i]);
    g_string_append_printf(out,
                           "<svg class=\"bar\" viewBox=\"0 0 120 14\" aria-hidden=\"true\"><path "
                           "d=\"M60 0V14\"/><path class=\"r\" d=\"M60 7H%.0f\"/><path class=\"i\" "
                           "d=\"M%.0f 7H%.0f\"/><circle cx=\"%.0f\" cy=\"7\" r=\"3\"/></svg>",
                           at, ends[0], ends[1], at);
}

// A number; of two builds or of alternatives alone; not on a phone; in the index alone.
enum { NUMBER = 1, SIDES = 2, ALTERNATIVES = 4, MINOR = 8, INDEX = 16 };

static const struct column {
    const char *title;
    int flags;
    struct cell (*cell)(const struct row *row); // NULL: one of those that are written by hand
} columns[] = {
    {"Case", 0, NULL},
    {"Best", NUMBER | ALTERNATIVES | MINOR | INDEX, best_cell},
    {"Median", NUMBER | ALTERNATIVES, median_cell},
    {"±", NUMBER | ALTERNATIVES | MINOR, precision_cell},
    {"Speed-up", NUMBER | ALTERNATIVES, speedup_cell},
    {"Base", NUMBER | SIDES | MINOR, base_cell},
    {"Head", NUMBER | SIDES | MINOR, head_cell},
    {"Change", NUMBER | SIDES, change_cell},
    {"Interval", NUMBER | MINOR | INDEX, interval_cell},
    {"", MINOR, NULL},
    {"Verdict", 0, NULL},
    {"Claim", ALTERNATIVES, claim_cell},
    {"Note", SIDES, note_cell},
    {"Detectable", NUMBER | SIDES | MINOR | INDEX, detectable_cell},
};

// The metrics of these cases, a column each; of two builds those that were judged.
static GPtrArray *metrics_of(const struct page *page, const GPtrArray *results)
{
    if (!page->has_sides)
        return metric_columns(results);
    GPtrArray *metrics = g_ptr_array_new();
    for (guint i = 0; i < page->judged->len; i++) {
        const struct metric *metric = g_ptr_array_index(page->judged, i);
        bool has = false;
        for (guint r = 0; r < results->len && !has; r++)
            has = metric_like(g_ptr_array_index(results, r), metric) != NULL;
        if (has)
            g_ptr_array_add(metrics, (gpointer)metric);
    }
    return metrics;
}

// Of two builds: how it changed.
static struct cell metric_cell(const struct row *row, const struct metric *column)
{
    const struct metric *metric = metric_like(row->result, column);
    if (metric == NULL)
        return (struct cell){g_strdup(""), NAN};
    if (!row->page->has_sides)
        return (struct cell){metric_text(metric), metric->value};
    const struct metric_change *change =
        row->comparison ? comparison_find_metric(row->comparison, column->name) : NULL;
    if (change == NULL)
        return (struct cell){g_strdup(""), NAN};
    return (struct cell){comparison_metric_change(row->page->run, row->comparison, column),
                         change->ratio};
}

// Columns that are empty for all of these cases are left out.
static bool has_text(const struct page *page, const GPtrArray *results, const struct column *column)
{
    struct row row = {.page = page};
    bool has = false;
    for (guint i = 0; i < results->len && !has; i++) {
        row.result = g_ptr_array_index(results, i);
        row.base = g_hash_table_lookup(page->base, row.result->bench_case->id);
        row.comparison = page_comparison(page, row.result);
        struct cell cell = column->cell(&row);
        has = *cell.text != '\0';
        g_free(cell.text);
    }
    return has;
}

static bool has_verdicts(const struct page *page, const GPtrArray *results)
{
    bool has_any = false;
    for (guint i = 0; i < results->len; i++)
        has_any = has_any || *page_verdict(page, g_ptr_array_index(results, i)) != '\0';
    return has_any;
}

static bool has_comparisons(const struct page *page, const GPtrArray *results)
{
    bool has_any = false;
    for (guint i = 0; i < results->len; i++)
        has_any = has_any || page_comparison(page, g_ptr_array_index(results, i)) != NULL;
    return has_any;
}

static bool is_shown(const struct page *page, const GPtrArray *results, const struct column *column,
                     bool is_index)
{
    int only = column->flags & (SIDES | ALTERNATIVES);
    if (only != 0 && only != (page->has_sides ? SIDES : ALTERNATIVES))
        return false;
    if ((column->flags & INDEX) && !is_index)
        return false;
    if (column->cell)
        return (is_index && (column->flags & NUMBER)) || has_text(page, results, column);
    if (*column->title == '\0')
        return has_comparisons(page, results);
    return is_index || strcmp(column->title, "Verdict") != 0 || has_verdicts(page, results);
}

static const char *column_class(const struct column *column)
{
    static const char *const classes[] = {"", " class=\"n\"", " class=\"m\"", " class=\"n m\""};
    return classes[(column->flags & NUMBER ? 1 : 0) + (column->flags & MINOR ? 2 : 0)];
}

// Names stay in one piece, but for those that no screen has room for.
static void append_name(GString *out, const struct row *row)
{
    enum { LONG_COLUMNS = 60 };
    g_autofree char *label = row->is_index ? text_printable(row->result->bench_case->id)
                                           : case_label(row->result->bench_case);
    bool is_long = text_columns(label) > LONG_COLUMNS;
    g_string_append_printf(out, "<th scope=\"row\"%s>", is_long ? " class=\"long\"" : "");
    page_link(out, row->page, row->result, label);
    g_string_append(out, "</th>");
}

static void append_value(GString *out, const char *classes, struct cell cell)
{
    g_string_append_printf(out, "<td%s", classes);
    if (isfinite(cell.value)) {
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd(buffer, sizeof buffer, "%.7g", cell.value);
        g_string_append_printf(out, " data-v=\"%s\"", buffer);
    }
    g_string_append_c(out, '>');
    html_text(out, cell.text);
    g_free(cell.text);
}

static void append_cell(GString *out, const struct column *column, const struct row *row)
{
    if (column->cell) {
        append_value(out, column_class(column), column->cell(row));
    } else if (strcmp(column->title, "Case") == 0) {
        append_name(out, row);
        return;
    } else if (strcmp(column->title, "Verdict") == 0) {
        g_autofree char *text = page_verdict_text(row->page, row->result);
        g_string_append_printf(out, "<td class=\"verdict\">%s", text);
    } else {
        g_string_append_printf(out, "<td%s>", column_class(column));
        append_bar(out, row);
    }
    g_string_append(out, "</td>");
}

static int rank(const struct page *page, const struct result *result)
{
    if (result->status != STATUS_OK)
        return result->status == STATUS_SKIPPED ? 3 : 0;
    return page_comparison(page, result) ? 1 : 2;
}

gint page_order(gconstpointer left, gconstpointer right, gpointer data)
{
    const struct page *page = data;
    const struct result *a = *(const struct result *const *)left;
    const struct result *b = *(const struct result *const *)right;
    int difference = rank(page, a) - rank(page, b);
    if (!page->has_sides)
        return (rank(page, a) > 0) - (rank(page, b) > 0);
    const struct comparison *one = page_comparison(page, a), *other = page_comparison(page, b);
    return difference != 0 || !one || !other ? difference : comparison_order(one, other);
}

static const char *const metric_class = " class=\"n m\"";

static void append_header(GString *out, const struct page *page, const bool *shown,
                          const GPtrArray *metrics, bool is_index)
{
    g_string_append(out, "<thead><tr>");
    for (size_t c = 0; c < G_N_ELEMENTS(columns); c++) {
        if (!shown[c])
            continue;
        if (*columns[c].title)
            g_string_append_printf(out, "<th scope=\"col\"%s%s>%s</th>",
                                   is_index ? " data-sort" : "", column_class(&columns[c]),
                                   columns[c].title);
        else
            g_string_append_printf(out, "<td%s><small>%s</small></td>", column_class(&columns[c]),
                                   page->has_sides ? "faster | slower" : "slower | faster");
    }
    for (guint i = 0; i < metrics->len; i++) {
        g_autofree char *title = metric_title(g_ptr_array_index(metrics, i));
        g_string_append_printf(out, "<th scope=\"col\"%s%s>", is_index ? " data-sort" : "",
                               metric_class);
        html_name(out, title);
        g_string_append(out, "</th>");
    }
    g_string_append(out, "</tr></thead>\n");
}

void page_rows(GString *out, const struct page *page, const GPtrArray *results, bool is_index)
{
    struct row row = {.page = page, .reach = page->reach, .is_index = is_index};
    bool shown[G_N_ELEMENTS(columns)];
    for (size_t c = 0; c < G_N_ELEMENTS(columns); c++)
        shown[c] = is_shown(page, results, &columns[c], is_index);
    g_autoptr(GPtrArray) metrics = metrics_of(page, results);
    append_header(out, page, shown, metrics, is_index);
    g_string_append(out, "<tbody>\n");
    for (guint i = 0; i < results->len; i++) {
        row.result = g_ptr_array_index(results, i);
        row.base = g_hash_table_lookup(page->base, row.result->bench_case->id);
        row.comparison = page_comparison(page, row.result);
        g_string_append_printf(out, "<tr data-verdict=\"%s\">", page_verdict(page, row.result));
        for (size_t c = 0; c < G_N_ELEMENTS(columns); c++)
            if (shown[c])
                append_cell(out, &columns[c], &row);
        for (guint m = 0; m < metrics->len; m++) {
            append_value(out, metric_class, metric_cell(&row, g_ptr_array_index(metrics, m)));
            g_string_append(out, "</td>");
        }
        g_string_append(out, "</tr>\n");
    }
    g_string_append(out, "</tbody>");
}

void html_table(GString *out, const struct page *page)
{
    g_autoptr(GPtrArray) results = g_ptr_array_new();
    g_ptr_array_extend(results, page->results, NULL, NULL);
    if (page->has_sides)
        g_ptr_array_sort_with_data(results, page_order, (gpointer)page);
    page_rows(out, page, results, true);
}
