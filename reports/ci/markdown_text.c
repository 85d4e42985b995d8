// SPDX-License-Identifier: MIT
#include "reports/ci/markdown_text.h"

#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"

enum { NAME_CHARACTERS = 120, CELL_CHARACTERS = 200 };

// Appends a printable text.
static void append(GString *out, const char *printable)
{
    g_autofree char *escaped = escape_markdown(printable);
    g_string_append(out, escaped);
}

void markdown_text(GString *out, const char *text, long characters)
{
    g_autofree char *printable = text_printable(text);
    if (g_utf8_strlen(printable, -1) <= characters) {
        append(out, printable);
        return;
    }
    g_autofree char *head = g_utf8_substring(printable, 0, characters - 1);
    append(out, head);
    g_string_append(out, "…");
}

void markdown_line(GString *out, const char *line)
{
    size_t blanks = strspn(line, " ");
    g_string_append_len(out, line, (gssize)blanks);
    append(out, line + blanks);
}

void markdown_name(GString *out, const char *name, long characters)
{
    g_autofree char *printable = text_printable(name);
    long length = g_utf8_strlen(printable, -1);
    bool is_long = length > characters;
    g_string_append(out, is_long ? "<code>…" : "<code>");
    append(out, g_utf8_offset_to_pointer(printable, is_long ? length - characters + 1 : 0));
    g_string_append(out, "</code>");
}

static void append_cell(GString *out, const char *text, bool is_name)
{
    g_autofree char *stripped = g_strstrip(g_strdup(text));
    g_string_append(out, "| ");
    if (is_name && *stripped != '\0')
        markdown_name(out, stripped, NAME_CHARACTERS);
    else
        markdown_text(out, stripped, CELL_CHARACTERS);
    g_string_append_c(out, ' ');
}

static bool has_text(const struct grid *grid, size_t column)
{
    for (size_t row = 0; row < grid_rows(grid); row++)
        if (*grid_text(grid, row, column))
            return true;
    return false;
}

static void append_header(GString *out, const struct grid *grid, const bool *is_shown)
{
    for (size_t column = 0; column < grid_columns(grid); column++)
        if (is_shown[column])
            append_cell(out, grid_title(grid, column), false);
    g_string_append(out, "|\n");
    for (size_t column = 0; column < grid_columns(grid); column++)
        if (is_shown[column])
            g_string_append(out, grid_is_right(grid, column) ? "|--:" : "|---");
    g_string_append(out, "|\n");
}

size_t markdown_table(GString *out, const struct grid *grid, size_t room)
{
    size_t rows = grid_rows(grid), columns = grid_columns(grid);
    g_autofree bool *is_shown = g_new0(bool, columns);
    for (size_t column = 0; column < columns; column++)
        is_shown[column] = has_text(grid, column);
    size_t start = out->len, written = 0;
    append_header(out, grid, is_shown);
    for (; written < rows; written++) {
        size_t end = out->len;
        for (size_t column = 0; column < columns; column++)
            if (is_shown[column])
                append_cell(out, grid_text(grid, written, column), column == 0);
        g_string_append(out, "|\n");
        if (out->len - start > room) {
            g_string_truncate(out, written > 0 ? end : start);
            break;
        }
    }
    return rows - written;
}
