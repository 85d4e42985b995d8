// SPDX-License-Identifier: MIT
#include "reports/terminal/comparison_table.h"

#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "reports/terminal/bars.h"
#include "reports/terminal/grid.h"
#include "reports/terminal/width.h"
#include "reports/words/comparison_words.h"
#include "reports/words/metrics.h"
#include "reports/words/palette.h"
#include "reports/words/units.h"

// What a cell is made from.
struct cell {
    const struct report *report;
    const struct comparison *comparison;
    double full; // what a bar of full length stands for
};

static char *case_text(const struct cell *cell)
{
    return text_printable(cell->comparison->id);
}

static char *base_text(const struct cell *cell)
{
    return units_time_in(cell->comparison->times_ns[SIDE_BASE], cell->report->unit);
}

static char *head_text(const struct cell *cell)
{
    return units_time_in(cell->comparison->times_ns[SIDE_HEAD], cell->report->unit);
}

static char *change_text(const struct cell *cell)
{
    return units_change(cell->comparison->ratio);
}

static char *bar_text(const struct cell *cell)
{
    return bar_of_change(log(cell->comparison->ratio), cell->full);
}

static char *interval_text(const struct cell *cell)
{
    return comparison_interval(cell->comparison);
}

static char *verdict_text(const struct cell *cell)
{
    return g_strdup(verdict_word(cell->comparison->verdict));
}

static char *note_text(const struct cell *cell)
{
    return comparison_note(cell->comparison);
}

static char *detectable_text(const struct cell *cell)
{
    return units_percent(cell->comparison->detectable);
}

static char *node_text(const struct cell *cell)
{
    const struct result *head = run_find_result(cell->report->run, cell->comparison->id);
    return text_printable(head != NULL && head->node != NULL ? head->node : "");
}

// Where several machines measured.
static bool has_nodes(const struct run *run)
{
    const struct result *first = run->results->len > 0 ? g_ptr_array_index(run->results, 0) : NULL;
    return first != NULL && first->node != NULL;
}

static const struct column {
    const char *key;
    const char *title;
    int flags;
    char *(*text)(const struct cell *cell);
} columns[] = {
    {"case", "case", 0, case_text},
    {"base", "base", GRID_RIGHT | GRID_OPTIONAL, base_text},
    {"head", "head", GRID_RIGHT | GRID_OPTIONAL, head_text},
    {"change", "change", GRID_RIGHT | GRID_ESSENTIAL, change_text},
    {"bar", "", GRID_OPTIONAL, bar_text},
    {"interval", "interval", GRID_ESSENTIAL, interval_text},
    {"verdict", "verdict", GRID_ESSENTIAL, verdict_text},
    {"detectable", "detectable", GRID_RIGHT | GRID_OPTIONAL, detectable_text},
    {"node", "node", GRID_OPTIONAL, node_text},
    {"note", "note", GRID_ESSENTIAL, note_text},
};

static bool has_notes(const GPtrArray *comparisons)
{
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        if (comparison->note != NULL || comparison->pairing == UNPAIRED)
            return true;
    }
    return false;
}

// What a bar of full length stands for. Changes too small to matter get no long bars, however small
// the others are.
static double full_change(const GPtrArray *comparisons)
{
    double full = 0.02;
    for (guint i = 0; i < comparisons->len; i++) {
        double change =
            fabs(log(((const struct comparison *)g_ptr_array_index(comparisons, i))->ratio));
        full = isfinite(change) ? fmax(full, change) : full;
    }
    return full;
}

static const struct column *find_column(const char *word)
{
    for (size_t c = 0; c < G_N_ELEMENTS(columns); c++)
        if (g_ascii_strcasecmp(columns[c].key, word) == 0)
            return &columns[c];
    return NULL;
}

// The metric of that name, of the first result that has it; NULL: none.
static const struct metric *find_metric(const struct run *run, const char *word)
{
    const GPtrArray *sides[] = {run->results, run->base};
    for (size_t side = 0; side < G_N_ELEMENTS(sides); side++)
        for (guint i = 0; i < sides[side]->len; i++) {
            const struct metric *metric =
                metric_find_called(g_ptr_array_index(sides[side], i), word);
            if (metric != NULL)
                return metric;
        }
    return NULL;
}

bool comparison_columns_check(const struct run *run, char *const *words, GError **error)
{
    for (; words != NULL && *words != NULL; words++) {
        if (find_column(*words) != NULL || find_metric(run, *words) != NULL)
            continue;
        g_autoptr(GString) known = g_string_new(NULL);
        for (size_t c = 0; c < G_N_ELEMENTS(columns); c++)
            g_string_append_printf(known, "%s%s", c > 0 ? ", " : "", columns[c].key);
        g_autoptr(GPtrArray) metrics = metric_columns(run->results);
        metric_append_names(known, metrics);
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "unknown column '%s'; of two builds there are: %s", *words, known->str);
        return false;
    }
    return true;
}

// A column for each build.
static void add_metric(struct grid *grid, const struct run *run, const struct metric *column,
                       const GPtrArray *comparisons)
{
    g_autofree char *name = metric_title(column);
    for (unsigned side = 0; side < SIDE_NONE; side++) {
        g_autofree char *title = g_strconcat(side_word((enum side)side), " ", name, NULL);
        grid_add_column(grid, title, GRID_RIGHT);
        for (guint i = 0; i < comparisons->len; i++) {
            const struct comparison *comparison = g_ptr_array_index(comparisons, i);
            const struct result *result = side == SIDE_BASE ? run_find_base(run, comparison->id)
                                                            : run_find_result(run, comparison->id);
            const struct metric *metric = result ? metric_like(result, column) : NULL;
            grid_set(grid, i, metric ? metric_text(metric) : g_strdup(""), NULL);
        }
    }
}

static void add_column(struct grid *grid, const struct column *column, struct cell *cell,
                       const GPtrArray *comparisons)
{
    grid_add_column(grid, column->title, column->flags);
    for (guint i = 0; i < comparisons->len; i++) {
        cell->comparison = g_ptr_array_index(comparisons, i);
        bool is_coloured = column->text == verdict_text;
        grid_set(grid, i, column->text(cell),
                 is_coloured ? palette_terminal(cell->comparison->verdict) : NULL);
    }
}

// One column for both builds.
static void add_change(struct grid *grid, const struct run *run, const struct metric *metric,
                       const GPtrArray *comparisons)
{
    g_autofree char *title = metric_title(metric);
    grid_add_column(grid, title, GRID_RIGHT);
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        const struct metric_change *change = comparison_find_metric(comparison, metric->name);
        grid_set(grid, i, comparison_metric_change(run, comparison, metric),
                 change != NULL ? palette_terminal(change->verdict) : NULL);
    }
}

struct grid *comparison_grid(const struct report *report, const GPtrArray *comparisons)
{
    struct grid *grid = grid_new(comparisons->len);
    struct cell cell = {.report = report, .full = full_change(comparisons)};
    bool shows_notes = has_notes(comparisons);
    add_column(grid, &columns[0], &cell, comparisons);
    for (char **word = report->columns; word != NULL && *word != NULL; word++) {
        const struct column *column = find_column(*word);
        const struct metric *metric = column == NULL ? find_metric(report->run, *word) : NULL;
        if (column != NULL && column != &columns[0])
            add_column(grid, column, &cell, comparisons);
        if (metric != NULL)
            add_metric(grid, report->run, metric, comparisons);
    }
    if (report->columns != NULL)
        grid_keep(grid);
    for (size_t c = 1; c < G_N_ELEMENTS(columns) && report->columns == NULL; c++)
        if ((columns[c].text != note_text || shows_notes) &&
            (columns[c].text != node_text || has_nodes(report->run)))
            add_column(grid, &columns[c], &cell, comparisons);
    g_autoptr(GPtrArray) metrics = comparison_metrics(report->run);
    for (guint i = 0; i < metrics->len && report->columns == NULL; i++)
        add_change(grid, report->run, g_ptr_array_index(metrics, i), comparisons);
    return grid;
}

// The rest of a long list is in files of results.
enum { MOST_IDS = 40 };

static void write_ids(GString *out, const char *title, const GPtrArray *ids, size_t width)
{
    if (ids->len == 0)
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%s: ", title);
    guint n = ids->len > MOST_IDS + 1 ? MOST_IDS : ids->len;
    for (guint i = 0; i < n; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(ids, i));
    if (n < ids->len)
        g_string_append_printf(text, " and %u more", ids->len - n);
    text_wrap(out, text->str, 2, width);
}

static void write_failures(GString *out, const char *side, const GPtrArray *results, size_t width)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (result->status == STATUS_OK || result_is_same_code(result))
            continue;
        g_autofree char *text =
            g_strdup_printf("%s %s (%s): %s", side, result->bench_case->id,
                            status_word(result->status), result->message ? result->message : "");
        text_wrap(out, text, 2, width);
    }
}

// Of the columns that were chosen, or else of those that were judged.
static void append_metrics(GString *legend, const struct report *report)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_autoptr(GPtrArray) judged = comparison_metrics(report->run);
    for (guint i = 0; i < judged->len; i++)
        g_strv_builder_add(names, ((const struct metric *)judged->pdata[i])->name);
    g_auto(GStrv) words = g_strv_builder_end(names);
    g_autoptr(GPtrArray) sentences =
        metric_legend(report->run, report->columns != NULL ? report->columns : words);
    for (guint i = 0; i < sentences->len; i++)
        g_string_append_printf(legend, " %s", (const char *)g_ptr_array_index(sentences, i));
}

// Explains the columns that are there.
static void write_legend(GString *out, const struct report *report, const struct grid *grid,
                         size_t width)
{
    const struct run *run = report->run;
    const struct comparison *first = g_ptr_array_index(run->comparisons, 0);
    g_autoptr(GString) legend = g_string_new(NULL);
    if (grid_shows(grid, "base") || grid_shows(grid, "head"))
        g_string_append_printf(legend, "base, head: typical time per %s. ",
                               run_is_of_commands(run) ? "run" : "iteration");
    if (grid_shows(grid, "change") || grid_shows(grid, "interval")) {
        g_autofree char *words = comparison_interval_words(run);
        g_string_append_printf(legend,
                               "change: time of head relative to base, from samples taken %s%s%s. ",
                               first->pairing == PAIRED ? "in turn" : "at different times",
                               *words ? ", with its " : "", words);
    }
    g_string_append_printf(legend, "At most %g%% of the verdicts", 100 * run->alpha);
    if (run_comparisons(run) > 1)
        g_string_append_printf(legend, " over all %zu comparisons", run_comparisons(run));
    g_string_append(legend, " are false alarms.");
    if (grid_shows(grid, "detectable"))
        g_string_append(legend, " detectable: the smallest change that would have shown.");
    append_metrics(legend, report);
    const char *placement = comparison_placement_words(run);
    if (*placement != '\0')
        g_string_append_printf(legend, " %s", placement);
    text_wrap(out, legend->str, 0, width);
}

// Lines of a table are not wrapped.
static void write_explanations(GString *out, const GPtrArray *comparisons)
{
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        if (comparison->explanation == NULL)
            continue;
        g_autofree char *id = text_printable(comparison->id);
        g_autofree char *lines = text_printable_lines(comparison->explanation);
        g_string_append_printf(out, "\nwhat changed in %s (%s):\n%s\n", id,
                               verdict_word(comparison->verdict), lines);
    }
}

// Worst first, or as the report asks for.
static gint compare_as_asked(gconstpointer left, gconstpointer right, gpointer data)
{
    const struct report *report = data;
    const struct comparison *a = *(const struct comparison *const *)left;
    const struct comparison *b = *(const struct comparison *const *)right;
    if (report->sort == REPORT_SORT_NAME)
        return strcmp(a->id, b->id);
    if (report->sort != REPORT_SORT_TIME)
        return comparison_order(a, b);
    double difference = a->times_ns[SIDE_HEAD] - b->times_ns[SIDE_HEAD];
    return (difference > 0) - (difference < 0);
}

bool comparison_table_write(GString *out, const struct report *report)
{
    const struct run *run = report->run;
    size_t width = prose_width(report);
    bool is_whole = true;
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (guint i = 0; i < run->comparisons->len; i++)
        g_ptr_array_add(sorted, g_ptr_array_index(run->comparisons, i));
    if (report->sort != REPORT_SORT_DECLARED)
        g_ptr_array_sort_with_data(sorted, compare_as_asked, (gpointer)report);
    g_autofree char *base = text_printable(run->base_name);
    g_autofree char *head = text_printable(run->head_name);
    g_string_append_printf(out, "base %s\nhead %s\n\n", base, head);
    if (sorted->len > 0) {
        g_autoptr(Grid) grid = comparison_grid(report, sorted);
        is_whole = grid_write(grid, out, table_width(report), report->use_colour);
        g_string_append_c(out, '\n');
        write_legend(out, report, grid, width);
        g_autofree char *mean = comparison_mean_words(run);
        if (*mean != '\0')
            text_wrap(out, mean, 0, width);
    }
    g_autoptr(GPtrArray) same_code = comparison_same_code(run);
    write_ids(out, "not measured (same code)", same_code, width);
    write_ids(out, "removed (only in base)", run->only_base, width);
    write_ids(out, "added (only in head)", run->only_head, width);
    write_failures(out, "base", run->base, width);
    write_failures(out, "head", run->results, width);
    write_explanations(out, sorted);
    return is_whole;
}
