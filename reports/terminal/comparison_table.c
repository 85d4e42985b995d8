// SPDX-License-Identifier: MIT
#include "reports/terminal/comparison_table.h"

#include <math.h>

#include "framework/base/text.h"
#include "reports/terminal/bars.h"
#include "reports/terminal/grid.h"
#include "reports/words/comparison_words.h"
#include "reports/words/palette.h"
#include "reports/words/units.h"

static char *median_text(const GPtrArray *results, const char *id)
{
    const struct result *result = results_find(results, id);
    return result ? units_time(result->summary.median_ns) : g_strdup("");
}

enum column { CASE, BASE, HEAD, CHANGE, BAR, INTERVAL, VERDICT, NOTE, DETECTABLE };

static char *cell(const struct run *run, const struct comparison *comparison, enum column column,
                  double full)
{
    switch (column) {
    case CASE:
        return text_printable(comparison->id);
    case BASE:
        return median_text(run->base, comparison->id);
    case HEAD:
        return median_text(run->results, comparison->id);
    case CHANGE:
        return units_change(comparison->ratio);
    case BAR:
        return bar_of_change(log(comparison->ratio), full);
    case INTERVAL:
        return comparison_interval(comparison);
    case VERDICT:
        return g_strdup(verdict_word(comparison->verdict));
    case NOTE:
        return comparison_note(comparison);
    case DETECTABLE:
        return units_percent(comparison->detectable);
    }
    return g_strdup("");
}

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

struct grid *comparison_grid(const struct run *run, const GPtrArray *comparisons)
{
    static const struct {
        enum column column;
        const char *title;
        int flags;
    } columns[] = {
        {CASE, "case", 0},
        {BASE, "base", GRID_RIGHT},
        {HEAD, "head", GRID_RIGHT},
        {CHANGE, "change", GRID_RIGHT | GRID_ESSENTIAL},
        {BAR, "", 0},
        {INTERVAL, "interval %", GRID_ESSENTIAL},
        {VERDICT, "verdict", GRID_ESSENTIAL},
        {DETECTABLE, "detectable", GRID_RIGHT},
        {NOTE, "note", 0},
    };
    struct grid *grid = grid_new(comparisons->len);
    double full = full_change(comparisons);
    for (size_t c = 0; c < G_N_ELEMENTS(columns); c++) {
        if (columns[c].column == NOTE && !has_notes(comparisons))
            continue;
        grid_add_column(grid, columns[c].title, columns[c].flags);
        for (guint i = 0; i < comparisons->len; i++) {
            const struct comparison *comparison = g_ptr_array_index(comparisons, i);
            bool is_coloured = columns[c].column == VERDICT;
            grid_set(grid, i, cell(run, comparison, columns[c].column, full),
                     is_coloured ? palette_terminal(comparison->verdict) : NULL);
        }
    }
    return grid;
}

static void write_ids(GString *out, const char *title, const GPtrArray *ids, size_t width)
{
    if (ids->len == 0)
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%s: ", title);
    for (guint i = 0; i < ids->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(ids, i));
    text_wrap(out, text->str, 2, width);
}

static void write_failures(GString *out, const char *side, const GPtrArray *results, size_t width)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (result->status == STATUS_OK)
            continue;
        g_autofree char *text =
            g_strdup_printf("%s %s (%s): %s", side, result->bench_case->id,
                            status_word(result->status), result->message ? result->message : "");
        text_wrap(out, text, 2, width);
    }
}

static void write_legend(GString *out, const struct run *run, size_t width)
{
    const struct comparison *first = g_ptr_array_index(run->comparisons, 0);
    g_autofree char *level = comparison_level(first->level);
    g_autofree char *interval =
        isfinite(first->level) ? g_strdup_printf(", with its %s%% interval", level) : g_strdup("");
    g_autofree char *over = run->comparisons->len > 1
                                ? g_strdup_printf(" over all %u comparisons", run->comparisons->len)
                                : g_strdup("");
    g_autofree char *legend = g_strdup_printf(
        "base, head: median time per iteration. change: time of head over base, from samples taken "
        "%s%s: at most %g%% of the calls%s are false. detectable: the "
        "smallest change that would have shown.",
        first->pairing == PAIRED ? "in turn" : "apart", interval, 100 * run->alpha, over);
    text_wrap(out, legend, 0, width);
}

void comparison_table_write(GString *out, const struct report *report, size_t width)
{
    const struct run *run = report->run;
    g_autoptr(GPtrArray) sorted = comparisons_sorted(run);
    g_autofree char *base = text_printable(run->base_name);
    g_autofree char *head = text_printable(run->head_name);
    g_string_append_printf(out, "base %s\nhead %s\n\n", base, head);
    if (sorted->len > 0) {
        g_autoptr(Grid) grid = comparison_grid(run, sorted);
        grid_write(grid, out, width, report->use_colour);
        g_string_append_c(out, '\n');
        write_legend(out, run, width);
    }
    write_ids(out, "removed (in base alone)", run->only_base, width);
    write_ids(out, "added (in head alone)", run->only_head, width);
    write_failures(out, "base", run->base, width);
    write_failures(out, "head", run->results, width);
}
