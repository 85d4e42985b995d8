// SPDX-License-Identifier: MIT
#pragma once
// A grid of texts, written as a table; or as several below each other where it is too wide, each of
// which repeats the columns that say what a row is about.
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

// Flags of a column.
enum {
    GRID_RIGHT = 1,
    GRID_KEY = 2,       // says what a row is about, as the first column always does
    GRID_ESSENTIAL = 4, // gets its place in a table before others do
    GRID_OPTIONAL = 8,  // left out where it does not fit
};

struct grid *grid_new(size_t rows);
void grid_free(struct grid *grid);
// g_autoptr(Grid), as GLib wants a name of one word.
typedef struct grid Grid;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)

/**
 * Adds a column to the right; all texts are printable ones. Those of the first column lose their
 * start where one or two tables could not hold the essential columns otherwise.
 */
void grid_add_column(struct grid *grid, const char *title, int flags);

/** Makes the columns that were added so far essential. */
void grid_keep(struct grid *grid);

/** Sets a cell of the column added last, taking `text` over; `colour` is a name of
 * terminal-colors.d or NULL. */
void grid_set(struct grid *grid, size_t row, char *text, const char *colour);

// For other formats: the texts as they were set, never NULL.
size_t grid_rows(const struct grid *grid);
size_t grid_columns(const struct grid *grid);
const char *grid_title(const struct grid *grid, size_t column);
const char *grid_text(const struct grid *grid, size_t row, size_t column);
bool grid_is_right(const struct grid *grid, size_t column);

/**
 * Appends the table or tables, at most `width` columns wide; 0: one table, as wide as it needs.
 * False where optional columns are left out.
 */
bool grid_write(struct grid *grid, GString *out, size_t width, bool use_colour);

/** Whether the tables that grid_write() wrote have the column of a title. */
bool grid_shows(const struct grid *grid, const char *title);
