// SPDX-License-Identifier: MIT
#include "reports/terminal/grid.h"

#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "framework/base/text.h"

enum {
    GAP = 2,           // columns between columns
    MOST_TABLES = 2,   // before names are cut
    NAME_NARROW = 20,  // how far essential columns may narrow names then
    NAME_NARROWEST = 8 // on any terminal
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
    bool is_shown;  // by grid_write()
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

void grid_keep(struct grid *grid)
{
    for (guint i = 0; i < grid->columns->len; i++) {
        struct column *column = g_ptr_array_index(grid->columns, i);
        column->flags = (column->flags & ~GRID_OPTIONAL) | GRID_ESSENTIAL;
    }
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

// The library measures texts in the locale of the thread; where that is not of UTF-8, it never ends
// with other characters than those of ASCII.
static locale_t begin_utf8(bool *is_utf8)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (utf8)
        uselocale(utf8);
    *is_utf8 = utf8 || g_strcmp0(nl_langinfo(CODESET), "UTF-8") == 0;
    return utf8;
}

static void end_utf8(locale_t utf8)
{
    if (utf8) {
        uselocale(LC_GLOBAL_LOCALE);
        freelocale(utf8);
    }
}

static void add_cells(struct libscols_line *const *lines, size_t index, const struct column *column,
                      size_t rows, size_t columns, bool is_utf8)
{
    for (size_t row = 0; row < rows; row++) {
        const struct cell *cell = &column->cells[row];
        const char *whole = cell->text ? cell->text : "";
        bool is_command = index == 0 && text_is_command(whole); // there it would begin a line
        g_autofree char *marked = g_strconcat(is_command ? "\\" : "", whole, NULL);
        g_autofree char *kept = text_keep_tail(marked, columns);
        g_autofree char *text = is_utf8 ? g_strdup(kept) : g_str_to_ascii(kept, "C");
        struct libscols_cell *target = scols_line_get_cell(lines[row], index);
        scols_cell_set_data(target, text);
        if (cell->colour)
            scols_cell_set_color(target, cell->colour);
    }
}

static char *print_to_text(struct libscols_table *table)
{
    char *text = NULL;
    if (scols_print_table_to_string(table, &text) != 0)
        g_error("out of memory");
    return text;
}

// Cells that are empty at the end of a line leave blanks there.
static void append_without_trailing_blanks(GString *out, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line && (line[1] || **line); line++)
        g_string_append_printf(out, "%s\n", g_strchomp(*line));
}

// Writes the columns in `chosen`, the first `name_columns` wide at most.
static void write_table(const struct grid *grid, GString *out, const GPtrArray *chosen,
                        size_t name_columns, bool use_colour)
{
    bool is_utf8 = false;
    locale_t utf8 = begin_utf8(&is_utf8);
    struct libscols_table *table = new_table(use_colour);
    for (guint i = 0; i < chosen->len; i++) {
        const struct column *column = g_ptr_array_index(chosen, i);
        int flags = column->flags & GRID_RIGHT ? SCOLS_FL_RIGHT : 0;
        if (!scols_table_new_column(table, column->title, 0, flags))
            g_error("out of memory");
    }
    // scols_table_get_line() walks a list.
    g_autofree struct libscols_line **lines = g_new(struct libscols_line *, grid->rows);
    for (size_t row = 0; row < grid->rows; row++) {
        lines[row] = scols_table_new_line(table, NULL);
        if (!lines[row])
            g_error("out of memory");
    }
    for (guint i = 0; i < chosen->len; i++) {
        const struct column *column = g_ptr_array_index(chosen, i);
        add_cells(lines, i, column, grid->rows, i == 0 ? name_columns : column->columns, is_utf8);
    }
    char *text = print_to_text(table);
    append_without_trailing_blanks(out, text);
    free(text);
    scols_unref_table(table);
    end_utf8(utf8);
}

enum rank { KEY, ESSENTIAL, ORDINARY, OPTIONAL };

static enum rank rank_of(const struct grid *grid, guint index)
{
    int flags = ((const struct column *)g_ptr_array_index(grid->columns, index))->flags;
    if (index == 0 || (flags & GRID_KEY))
        return KEY;
    if (flags & GRID_ESSENTIAL)
        return ESSENTIAL;
    return flags & GRID_OPTIONAL ? OPTIONAL : ORDINARY;
}

struct packing {
    const struct grid *grid;
    size_t width;
    size_t name;     // columns for the first column
    size_t used;     // by the others of this table
    guint *table_of; // by column: the number of its table; 0: none yet
    guint table;     // this one's number, from 1
    guint n_taken;   // without its keys
};

// Begins a table with its keys.
static void begin_table(struct packing *packing)
{
    packing->table++;
    packing->n_taken = 0;
    packing->used = 0;
    for (guint i = 1; i < packing->grid->columns->len; i++)
        if (rank_of(packing->grid, i) == KEY)
            packing->used += GAP + column_at(packing->grid, i)->columns;
}

// Takes the columns of a rank that fit, and always one of those that must not be left out.
static void take_columns(struct packing *packing, enum rank rank)
{
    for (guint i = 1; i < packing->grid->columns->len; i++) {
        size_t columns = GAP + column_at(packing->grid, i)->columns;
        bool fits = packing->used + columns + packing->name <= packing->width;
        if (packing->table_of[i] != 0 || rank_of(packing->grid, i) != rank)
            continue;
        if (!fits && (packing->n_taken > 0 || rank == OPTIONAL)) {
            if (rank == ESSENTIAL)
                break; // they are read in their order: no verdict after its claim
            continue;
        }
        packing->table_of[i] = packing->table;
        packing->n_taken++;
        packing->used += columns;
    }
}

static bool has_left(const struct packing *packing, enum rank rank)
{
    for (guint i = 1; i < packing->grid->columns->len; i++)
        if (packing->table_of[i] == 0 && rank_of(packing->grid, i) == rank)
            return true;
    return false;
}

// How many tables the essential columns need next to names of `name` columns.
static guint count_tables(const struct grid *grid, size_t width, size_t name)
{
    g_autofree guint *table_of = g_new0(guint, grid->columns->len);
    struct packing packing = {.grid = grid, .width = width, .name = name, .table_of = table_of};
    do {
        begin_table(&packing);
        take_columns(&packing, ESSENTIAL);
    } while (has_left(&packing, ESSENTIAL));
    return packing.table;
}

static void write_packed(const struct packing *packing, GString *out, bool use_colour)
{
    g_autoptr(GPtrArray) chosen = g_ptr_array_new();
    for (guint i = 0; i < packing->grid->columns->len; i++)
        if (rank_of(packing->grid, i) == KEY || packing->table_of[i] == packing->table) {
            struct column *column = g_ptr_array_index(packing->grid->columns, i);
            column->is_shown = true;
            g_ptr_array_add(chosen, column);
        }
    size_t room = packing->width > packing->used ? packing->width - packing->used : 0;
    if (packing->table > 1)
        g_string_append_c(out, '\n');
    write_table(packing->grid, out, chosen, MAX(room, (size_t)NAME_NARROWEST), use_colour);
}

bool grid_write(struct grid *grid, GString *out, size_t width, bool use_colour)
{
    g_assert(grid->columns->len > 0);
    size_t name = column_at(grid, 0)->columns;
    width = width > 0 ? width : G_MAXSIZE / 2;
    if (count_tables(grid, width, name) > MOST_TABLES)
        name = MIN(name, (size_t)NAME_NARROW);
    g_autofree guint *table_of = g_new0(guint, grid->columns->len);
    struct packing packing = {.grid = grid, .width = width, .name = name, .table_of = table_of};
    do {
        begin_table(&packing);
        for (enum rank rank = ESSENTIAL; rank <= OPTIONAL; rank++)
            take_columns(&packing, rank);
        write_packed(&packing, out, use_colour);
    } while (has_left(&packing, ESSENTIAL) || has_left(&packing, ORDINARY));
    return !has_left(&packing, OPTIONAL);
}

bool grid_shows(const struct grid *grid, const char *title)
{
    for (size_t i = 0; i < grid->columns->len; i++)
        if (column_at(grid, i)->is_shown && strcmp(column_at(grid, i)->title, title) == 0)
            return true;
    return false;
}
