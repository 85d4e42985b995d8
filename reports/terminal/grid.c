// SPDX-License-Identifier: MIT
#include "reports/terminal/grid.h"

#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>

#include "framework/base/text.h"

enum {
    GAP = 2,           // columns between columns
    KEY_NARROW = 20,   // how far essential columns may narrow the first one
    KEY_WIDE = 40,     // and how far others
    KEY_NARROWEST = 8, // on any terminal
};

struct cell {
    char *text;
    const char *colour;
};

struct column {
    char *title;
    int flags;
    struct cell *cells;
    size_t columns; // of the widest text
};

struct grid {
    size_t rows;
    GPtrArray *columns; // struct column *
};

static void column_free(struct column *column, size_t rows)
{
    for (size_t row = 0; row < rows; row++)
        g_free(column->cells[row].text);
    g_free(column->cells);
    g_free(column->title);
    g_free(column);
}

struct grid *grid_new(size_t rows)
{
    struct grid *grid = g_new(struct grid, 1);
    *grid = (struct grid){.rows = rows, .columns = g_ptr_array_new()};
    return grid;
}

void grid_free(struct grid *grid)
{
    for (guint i = 0; i < grid->columns->len; i++)
        column_free(g_ptr_array_index(grid->columns, i), grid->rows);
    g_ptr_array_unref(grid->columns);
    g_free(grid);
}

void grid_add_column(struct grid *grid, const char *title, int flags)
{
    struct column *column = g_new(struct column, 1);
    *column = (struct column){
        .title = g_strdup(title),
        .flags = flags,
        .cells = g_new0(struct cell, grid->rows),
        .columns = text_columns(title),
    };
    g_ptr_array_add(grid->columns, column);
}

void grid_set(struct grid *grid, size_t row, char *text, const char *colour)
{
    g_assert(grid->columns->len > 0 && row < grid->rows);
    struct column *column = g_ptr_array_index(grid->columns, grid->columns->len - 1);
    g_free(column->cells[row].text);
    column->cells[row] = (struct cell){text, colour};
    column->columns = MAX(column->columns, text_columns(text));
}

static const struct column *column_at(const struct grid *grid, size_t column)
{
    g_assert(column < grid->columns->len);
    return g_ptr_array_index(grid->columns, (guint)column);
}

size_t grid_rows(const struct grid *grid)
{
    return grid->rows;
}

size_t grid_columns(const struct grid *grid)
{
    return grid->columns->len;
}

const char *grid_title(const struct grid *grid, size_t column)
{
    return column_at(grid, column)->title;
}

const char *grid_text(const struct grid *grid, size_t row, size_t column)
{
    g_assert(row < grid->rows);
    const char *text = column_at(grid, column)->cells[row].text;
    return text ? text : "";
}

bool grid_is_right(const struct grid *grid, size_t column)
{
    return column_at(grid, column)->flags & GRID_RIGHT;
}

static struct libscols_table *new_table(bool use_colour)
{
    struct libscols_table *table = scols_new_table();
    if (!table)
        g_error("out of memory");
    scols_table_enable_colors(table, use_colour);
    scols_table_enable_noencoding(table, 1); // text_printable() did more than that
    scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
    scols_table_set_column_separator(table, "  ");
    return table;
}

static void add_cells(struct libscols_table *table, size_t index, const struct column *column,
                      size_t rows, size_t columns)
{
    for (size_t row = 0; row < rows; row++) {
        const struct cell *cell = &column->cells[row];
        g_autofree char *text = text_keep_tail(cell->text ? cell->text : "", columns);
        struct libscols_cell *target = scols_line_get_cell(scols_table_get_line(table, row), index);
        scols_cell_set_data(target, text);
        if (cell->colour)
            scols_cell_set_color(target, cell->colour);
    }
}

// The library measures texts in the locale of the thread.
static char *print_in_utf8(struct libscols_table *table)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    char *text = NULL;
    if (scols_print_table_to_string(table, &text) != 0)
        g_error("out of memory");
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return text;
}

// Cells that are empty at the end of a line leave blanks there.
static void append_without_trailing_blanks(GString *out, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line && (line[1] || **line); line++)
        g_string_append_printf(out, "%s\n", g_strchomp(*line));
}

// Writes the first column, `key_columns` wide at most, and those in `chosen`.
static void write_table(const struct grid *grid, GString *out, const GPtrArray *chosen,
                        size_t key_columns, bool use_colour)
{
    struct libscols_table *table = new_table(use_colour);
    for (guint i = 0; i < chosen->len; i++) {
        const struct column *column = g_ptr_array_index(chosen, i);
        int flags = column->flags & GRID_RIGHT ? SCOLS_FL_RIGHT : 0;
        if (!scols_table_new_column(table, column->title, 0, flags))
            g_error("out of memory");
    }
    for (size_t row = 0; row < grid->rows; row++)
        if (!scols_table_new_line(table, NULL))
            g_error("out of memory");
    for (guint i = 0; i < chosen->len; i++) {
        const struct column *column = g_ptr_array_index(chosen, i);
        add_cells(table, i, column, grid->rows, i == 0 ? key_columns : column->columns);
    }
    char *text = print_in_utf8(table);
    append_without_trailing_blanks(out, text);
    free(text);
    scols_unref_table(table);
}

struct packing {
    size_t width, used;
    bool *is_taken; // by column
    size_t n_taken; // in this table
};

// Takes the columns with or without GRID_ESSENTIAL that leave room for the first one.
static void take_columns(const struct grid *grid, struct packing *packing, int essential)
{
    const struct column *key = g_ptr_array_index(grid->columns, 0);
    size_t least = MIN(key->columns, (size_t)(essential ? KEY_NARROW : KEY_WIDE));
    for (guint i = 1; i < grid->columns->len; i++) {
        const struct column *column = g_ptr_array_index(grid->columns, i);
        if (packing->is_taken[i] || (column->flags & GRID_ESSENTIAL) != essential)
            continue;
        if (packing->n_taken > 0 &&
            packing->used + GAP + column->columns + least > packing->width) {
            if (essential)
                break; // they are read in their order: no verdict behind its claim
            continue;
        }
        packing->is_taken[i] = true;
        packing->n_taken++;
        packing->used += GAP + column->columns;
    }
}

void grid_write(const struct grid *grid, GString *out, size_t width, bool use_colour)
{
    g_assert(grid->columns->len > 0);
    struct column *key = g_ptr_array_index(grid->columns, 0);
    g_autofree bool *is_taken = g_new0(bool, grid->columns->len);
    g_autofree bool *is_written = g_new0(bool, grid->columns->len);
    for (size_t n_written = 1; n_written < grid->columns->len || !is_written[0];) {
        struct packing packing = {.width = width, .is_taken = is_taken};
        take_columns(grid, &packing, GRID_ESSENTIAL);
        take_columns(grid, &packing, 0);
        g_autoptr(GPtrArray) chosen = g_ptr_array_new();
        g_ptr_array_add(chosen, key);
        for (guint i = 1; i < grid->columns->len; i++) {
            if (is_taken[i] && !is_written[i])
                g_ptr_array_add(chosen, g_ptr_array_index(grid->columns, i));
            is_written[i] = is_taken[i];
        }
        size_t room = width > packing.used ? width - packing.used : 0;
        if (is_written[0])
            g_string_append_c(out, '\n');
        write_table(grid, out, chosen, MAX(room, (size_t)KEY_NARROWEST), use_colour);
        is_written[0] = true;
        n_written += packing.n_taken;
    }
}
