// SPDX-License-Identifier: MIT
// Steps for a terminal: a row for each, the newest commit first.
#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "framework/history/step_search.h"
#include "reports/formats.h"
#include "reports/terminal/grid.h"
#include "reports/words/history_words.h"
#include "reports/words/units.h"

static char *text_of_case(const struct found_step *step)
{
    return text_printable(step->series->case_id);
}

static char *text_of_suite(const struct found_step *step)
{
    return text_printable(step->series->suite);
}

static char *text_of_metric(const struct found_step *step)
{
    return text_printable(step->series->metric);
}

static char *text_of_machine(const struct found_step *step)
{
    return text_printable(step->series->machine);
}

static char *text_of_compiler(const struct found_step *step)
{
    return history_built_by(step->series);
}

static char *text_of_normalised(const struct found_step *step)
{
    return history_normalised_by(step->series);
}

static char *text_of_commit(const struct found_step *step)
{
    return history_commit_name(step->first);
}

static char *text_of_date(const struct found_step *step)
{
    return history_date(step->first);
}

static char *text_of_change(const struct found_step *step)
{
    return history_step_change(step->series, step->before, step->after, step->ratio);
}

static char *text_of_interval(const struct found_step *step)
{
    if (!isfinite(step->interval[0]) || !isfinite(step->interval[1]))
        return g_strdup("");
    g_autofree char *low = units_change(step->interval[0]);
    g_autofree char *high = units_change(step->interval[1]);
    return g_strdup_printf("[%s, %s]", low, high);
}

static char *text_of_p(const struct found_step *step)
{
    return step->p < 1e-6 ? g_strdup("<1e-06") : g_strdup_printf("%.2g", step->p);
}

static char *text_of_direction(const struct found_step *step)
{
    const char *word = step_direction_word(step->direction);
    return g_strdup(word != NULL ? word : "");
}

static void append(GString *out, const char *text)
{
    g_string_append_printf(out, "%s%s", out->len > 0 ? "; " : "", text);
}

static char *text_of_note(const struct found_step *step)
{
    g_autoptr(GString) note = g_string_new(NULL);
    if (step->is_accepted)
        append(note, "accepted");
    if (step->checked != NULL)
        append(note, step->checked);
    if (step->is_last_alone)
        append(note, "one commit");
    if (found_step_has_new_compiler(step))
        append(note, "new compiler");
    return text_printable(note->str);
}

// A column that is the same in all rows, or empty, is left out where it may be.
static const struct column {
    const char *title;
    int flags;
    bool may_go;
    char *(*text)(const struct found_step *step);
} columns[] = {
    {"case", GRID_KEY, false, text_of_case},
    {"suite", GRID_KEY, true, text_of_suite},
    {"metric", GRID_KEY, true, text_of_metric},
    {"machine", GRID_KEY, true, text_of_machine},
    {"built by", GRID_KEY, false, text_of_compiler},
    {"normalised by", GRID_ESSENTIAL, false, text_of_normalised},
    {"commit", GRID_ESSENTIAL, false, text_of_commit},
    {"date", 0, false, text_of_date},
    {"change", GRID_RIGHT | GRID_ESSENTIAL, false, text_of_change},
    {"interval", 0, false, text_of_interval},
    {"p", GRID_RIGHT | GRID_ESSENTIAL, false, text_of_p},
    {"is", GRID_ESSENTIAL, false, text_of_direction},
    {"note", 0, false, text_of_note},
};

static const struct found_step *step_at(const struct steps_report *report, guint i)
{
    return g_ptr_array_index(report->steps, i);
}

static bool is_needed(const struct steps_report *report, const struct column *column)
{
    g_autofree char *first = column->text(step_at(report, 0));
    bool is_same = true;
    for (guint i = 1; i < report->steps->len && is_same; i++) {
        g_autofree char *other = column->text(step_at(report, i));
        is_same = strcmp(first, other) == 0;
    }
    bool is_empty = is_same && *first == '\0';
    bool is_usual = column->text == text_of_metric && strcmp(first, HISTORY_TIME) == 0;
    bool may_go = column->may_go && (column->text != text_of_metric || is_usual);
    return !is_empty && !(is_same && may_go);
}

static const char *colour_of(const struct found_step *step)
{
    return step->is_accepted                ? NULL
           : step->direction == STEP_WORSE  ? "red"
           : step->direction == STEP_BETTER ? "green"
                                            : NULL;
}

bool steps_table_write(GString *out, const struct steps_report *report,
                       G_GNUC_UNUSED GError **error)
{
    gsize start = out->len;
    guint n = report->steps->len;
    const struct step_search *search = report->search;
    g_autoptr(Grid) grid = grid_new(n);
    for (size_t c = 0; c < G_N_ELEMENTS(columns) && n > 0; c++) {
        if (!is_needed(report, &columns[c]))
            continue;
        grid_add_column(grid, columns[c].title, columns[c].flags);
        for (guint i = 0; i < n; i++) {
            const struct found_step *step = step_at(report, i);
            bool is_coloured = columns[c].text == text_of_change;
            grid_set(grid, i, columns[c].text(step), is_coloured ? colour_of(step) : NULL);
        }
    }
    if (n > 0) {
        grid_write(grid, out, report->width, report->use_colour);
        g_string_append_c(out, '\n');
    }
    g_string_append_printf(out, "%u step%s in %u series\n", n, n == 1 ? "" : "s", search->n_series);
    escape_log_lines(out, start);
    return true;
}
