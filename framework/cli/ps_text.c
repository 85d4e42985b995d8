// SPDX-License-Identifier: MIT
#include "framework/cli/ps_text.h"

#include <math.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "reports/terminal/grid.h"
#include "reports/words/units.h"

enum { COMMAND_COLUMNS = 60 };

// "12 min 40 s" of what lasts longer than a time that people read in one unit.
static char *duration(double seconds)
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
    if (!isfinite(seconds))
        return g_strdup("");
    if (seconds < 100)
        return seconds > 0 ? units_time(seconds * 1e9) : g_strdup("0 s");
    if (seconds >= 1000.0 * DAY)
        return g_strdup("over 1000 d");
    unsigned whole = (unsigned)seconds;
    if (whole < HOUR)
        return g_strdup_printf("%u min %u s", whole / MINUTE, whole % MINUTE);
    if (whole < DAY)
        return g_strdup_printf("%u h %u min", whole / HOUR, whole % HOUR / MINUTE);
    return g_strdup_printf("%u d %u h", whole / DAY, whole % DAY / HOUR);
}

// In whole seconds, as nobody knows more of what is still to come.
static char *whole_seconds(double seconds)
{
    return seconds < 100 ? g_strdup_printf("%.0f s", seconds) : duration(seconds);
}

char *ps_case_in_progress(const struct shown_run *run)
{
    const char *first = NULL;
    unsigned n = 0;
    for (guint i = 0; i < run->cases->len; i++) {
        const struct shown_case *shown = g_ptr_array_index(run->cases, i);
        if (shown->state == RUN_CASE_RUNS && (n++ == 0 || isfinite(shown->runs_for_s)))
            first = shown->id;
    }
    if (n == 0)
        return g_strdup(run->what);
    return n == 1 ? g_strdup(first) : g_strdup_printf("%s and %u more", first, n - 1);
}

void ps_count_done(const struct shown_run *run, unsigned *done, unsigned *total)
{
    *done = run->done;
    *total = run->total;
    if (run->cases->len == 0)
        return;
    *done = 0;
    *total = run->cases->len;
    for (guint i = 0; i < run->cases->len; i++) {
        const struct shown_case *shown = g_ptr_array_index(run->cases, i);
        *done += shown->state == RUN_CASE_DONE || shown->state == RUN_CASE_CANCELLED;
    }
}

const char *ps_state_word(const struct shown_case *shown)
{
    static const char *const words[] = {
        [RUN_CASE_WAITS] = "to come",
        [RUN_CASE_RUNS] = "in turn",
        [RUN_CASE_DONE] = "done",
        [RUN_CASE_CANCELLED] = "cancelled",
    };
    return isfinite(shown->runs_for_s) ? "running" : words[shown->state];
}

static char *done_of(const struct shown_run *run)
{
    unsigned done, total;
    ps_count_done(run, &done, &total);
    return total > 0 ? g_strdup_printf("%u/%u", done, total) : g_strdup("");
}

static char *shortened(const char *text)
{
    g_autofree char *printable = text_printable(text);
    return text_keep_ends(printable, COMMAND_COLUMNS);
}

static char *command_head(const char *command)
{
    g_autofree char *printable = text_printable(command);
    return text_keep_head(printable, COMMAND_COLUMNS);
}

static char *number(int64_t value)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, value);
}

// With the search that it is a step of.
static char *text_of_progress(const struct shown_run *run)
{
    g_autofree char *in_progress = ps_case_in_progress(run);
    bool has_both = *run->search != '\0' && *in_progress != '\0';
    g_autofree char *whole = g_strconcat(run->search, has_both ? ": " : "", in_progress, NULL);
    return shortened(whole);
}

static char *cell_of_run(const struct shown_run *run, guint column)
{
    switch (column) {
    case 0:
        return number(run->identity.pid);
    case 1:
        return text_of_progress(run);
    case 2:
        return done_of(run);
    case 3:
        return run->left_s > 0    ? whole_seconds(run->left_s)
               : run->left_s == 0 ? g_strdup("overdue")
                                  : g_strdup("");
    case 4:
        return run->cpu >= 0 ? number(run->cpu) : g_strdup("");
    case 5:
        return whole_seconds(run->running_s);
    default:
        return command_head(run->command);
    }
}

static void write_runs(GString *out, const GPtrArray *runs, unsigned width)
{
    static const char *const titles[] = {"pid", "case in progress", "done",   "left",
                                         "CPU", "runs for",         "command"};
    g_autoptr(Grid) grid = grid_new(runs->len);
    for (guint column = 0; column < G_N_ELEMENTS(titles); column++) {
        grid_add_column(grid, titles[column], column == 1 || column == 6 ? 0 : GRID_RIGHT);
        for (guint i = 0; i < runs->len; i++)
            grid_set(grid, i, cell_of_run(g_ptr_array_index(runs, i), column), NULL);
    }
    g_string_append(out, "benchruns\n");
    grid_write(grid, out, width, false);
}

static void write_programs(GString *out, const GPtrArray *programs, unsigned width)
{
    g_autoptr(Grid) grid = grid_new(programs->len);
    static const char *const titles[] = {"pid", "program", "open spans", "oldest", "left out"};
    for (guint column = 0; column < G_N_ELEMENTS(titles); column++) {
        grid_add_column(grid, titles[column], column == 1 ? 0 : GRID_RIGHT);
        for (guint i = 0; i < programs->len; i++) {
            const struct span_program *program = g_ptr_array_index(programs, i);
            const struct open_span *oldest =
                program->spans->len > 0 ? &g_array_index(program->spans, struct open_span, 0)
                                        : NULL;
            char *text = column == 0   ? number(program->identity.pid)
                         : column == 1 ? shortened(program->program)
                         : column == 2 ? number(program->spans->len)
                         : column == 3 ? duration(oldest != NULL ? oldest->age_s : NAN)
                                       : g_strdup_printf("%" G_GUINT64_FORMAT, program->left_out);
            grid_set(grid, i, text, NULL);
        }
    }
    g_string_append(out, "programs with spans\n");
    grid_write(grid, out, width, false);
}

void ps_text_write(GString *out, const struct live_list *list, unsigned width)
{
    gsize start = out->len;
    if (list->runs->len > 0)
        write_runs(out, list->runs, width);
    if (list->runs->len > 0 && list->programs->len > 0)
        g_string_append_c(out, '\n');
    if (list->programs->len > 0)
        write_programs(out, list->programs, width);
    if (list->runs->len == 0 && list->programs->len == 0)
        g_string_append(out, "No benchrun measures, and no program has spans.\n");
    escape_log_lines(out, start);
}

static char *cell_of_span(const struct open_span *span, guint column)
{
    switch (column) {
    case 0:
        return g_strdup_printf("%" G_GUINT64_FORMAT, span->number);
    case 1:
        return text_printable(span->label);
    case 2:
        return text_printable(span->note);
    case 3:
        return number(span->tid);
    case 4:
        return duration(span->age_s);
    case 5:
        return span->parent > 0 ? g_strdup_printf("%" G_GUINT64_FORMAT, span->parent)
                                : g_strdup("");
    default:
        return g_strdup(span->is_cancelled ? "asked to end" : "");
    }
}

enum { NOTE = 2, ASKED = 6, SPAN_COLUMNS };
static const char *const span_titles[SPAN_COLUMNS] = {"span", "label",  "note", "thread",
                                                      "age",  "parent", ""};

// What the other columns leave to notes.
static size_t room_for_notes(const GArray *spans, unsigned width)
{
    enum { GAP = 2, LEAST = 4 };
    size_t used = 0;
    for (guint column = 0; column < SPAN_COLUMNS && width > 0; column++) {
        size_t widest = text_columns(span_titles[column]);
        for (guint i = 0; i < spans->len && column != NOTE; i++) {
            g_autofree char *cell =
                cell_of_span(&g_array_index(spans, struct open_span, i), column);
            widest = MAX(widest, text_columns(cell));
        }
        used += (column > 0 ? GAP : 0) + (column != NOTE ? widest : 0);
    }
    return width == 0 ? SIZE_MAX : MAX(width - MIN(used, width), LEAST);
}

static void write_spans(GString *out, const struct span_program *program, unsigned width)
{
    g_autoptr(Grid) grid = grid_new(program->spans->len);
    size_t room = room_for_notes(program->spans, width);
    for (guint column = 0; column < SPAN_COLUMNS; column++) {
        bool is_text = column == 1 || column == NOTE || column == ASKED;
        grid_add_column(grid, span_titles[column], is_text ? 0 : GRID_RIGHT);
        for (guint i = 0; i < program->spans->len; i++) {
            char *cell = cell_of_span(&g_array_index(program->spans, struct open_span, i), column);
            if (column == NOTE && text_columns(cell) > room) {
                char *whole = cell;
                cell = text_keep_head(whole, room);
                g_free(whole);
            }
            grid_set(grid, i, cell, NULL);
        }
    }
    grid_write(grid, out, width, false);
}

static char *cell_of_total(const struct span_total *total, guint column)
{
    switch (column) {
    case 0:
        return text_printable(total->label);
    case 1:
        return g_strdup_printf("%" G_GUINT64_FORMAT, total->count);
    case 2:
        return duration(total->total_s / (double)total->count);
    default:
        return duration(total->max_s);
    }
}

static void write_totals(GString *out, const struct span_program *program, unsigned width)
{
    static const char *const titles[] = {"label", "ended", "mean", "max"};
    g_autoptr(Grid) grid = grid_new(program->totals->len);
    for (guint column = 0; column < G_N_ELEMENTS(titles); column++) {
        grid_add_column(grid, titles[column], column == 0 ? 0 : GRID_RIGHT);
        for (guint i = 0; i < program->totals->len; i++)
            grid_set(grid, i,
                     cell_of_total(&g_array_index(program->totals, struct span_total, i), column),
                     NULL);
    }
    g_string_append_c(out, '\n');
    grid_write(grid, out, width, false);
}

static void write_program(GString *out, const struct span_program *program, unsigned width)
{
    g_autofree char *name = text_printable(program->program);
    g_string_append_printf(out, "%s (pid %d): %u open span%s\n", name, program->identity.pid,
                           program->spans->len, program->spans->len == 1 ? "" : "s");
    if (program->spans->len > 0)
        write_spans(out, program, width);
    if (program->totals->len > 0)
        write_totals(out, program, width);
    if (program->left_out > 0)
        g_string_append_printf(out, "%" G_GUINT64_FORMAT " spans found no room and are left out.\n",
                               program->left_out);
    if (program->changed > 0)
        g_string_append_printf(out, "%u spans were being changed and are left out.\n",
                               program->changed);
}

static char *cell_of_case(const struct shown_case *shown, guint column)
{
    bool is_asked = shown->is_asked && shown->state < RUN_CASE_DONE;
    switch (column) {
    case 0:
        return text_printable(shown->id);
    case 1:
        return g_strconcat(ps_state_word(shown), is_asked ? ", to be skipped" : "", NULL);
    case 2:
        return duration(shown->runs_for_s);
    default:
        return shown->worker > 0 ? number(shown->worker) : g_strdup("");
    }
}

static void write_cases(GString *out, const struct shown_run *run, unsigned width)
{
    static const char *const titles[] = {"case", "state", "for", "worker"};
    g_autoptr(Grid) grid = grid_new(run->cases->len);
    for (guint column = 0; column < G_N_ELEMENTS(titles); column++) {
        grid_add_column(grid, titles[column], column > 1 ? GRID_RIGHT : 0);
        for (guint i = 0; i < run->cases->len; i++)
            grid_set(grid, i, cell_of_case(g_ptr_array_index(run->cases, i), column), NULL);
    }
    g_string_append_c(out, '\n');
    grid_write(grid, out, width, false);
}

void ps_text_write_process(GString *out, const struct live_list *list, unsigned width)
{
    gsize start = out->len;
    if (list->runs->len > 0)
        write_runs(out, list->runs, width);
    for (guint i = 0; i < list->runs->len; i++) {
        const struct shown_run *run = g_ptr_array_index(list->runs, i);
        if (run->cases->len > 0)
            write_cases(out, run, width);
    }
    for (guint i = 0; i < list->programs->len; i++)
        write_program(out, g_ptr_array_index(list->programs, i), width);
    escape_log_lines(out, start);
}
