// SPDX-License-Identifier: MIT
#pragma once
// A grid of texts, written as a table. Columns that do not fit beside the first one into the width
// follow in a further table which repeats the first, so that nothing is lost on a narrow terminal.
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum { GRID_RIGHT = 1, GRID_ESSENTIAL = 2 }; // flags of a column

struct grid *grid_new(size_t rows);
void grid_free(struct grid *grid);
// g_autoptr(Grid), as GLib wants a name of one word.
typedef struct grid Grid;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)

/**
 * Adds a column to the right; all texts are printable ones. The first column says what a row is
 * about: it may lose the start of its texts. Those with GRID_ESSENTIAL get into the first table
 * before others do, and may narrow the first column for it.
 */
void grid_add_column(struct grid *grid, const char *title, int flags);

/** Sets a cell of the column added last, taking `text` over; `colour` is a name of
 * terminal-colors.d or NULL. */
void grid_set(struct grid *grid, size_t row, char *text, const char *colour);

// For other formats: the texts as they were set, never NULL.
size_t grid_rows(const struct grid *grid);
size_t grid_columns(const struct grid *grid);
const char *grid_title(const struct grid *grid, size_t column);
const char *grid_text(const struct grid *grid, size_t row, size_t column);
bool grid_is_right(const struct grid *grid, size_t column);

/** Appends the table or tables. */
void grid_write(const struct grid *grid, GString *out, size_t width, bool use_colour);
