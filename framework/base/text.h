// SPDX-License-Identifier: MIT
#pragma once
// Text from outside (names, messages, metrics) made fit to be shown.
#include <glib.h>
#include <stddef.h>

/**
 * A copy that a terminal shows on one line and does nothing else with: valid UTF-8 in which
 * control, format and unassigned characters stand as escapes (`\n`, `\x1b`, `\u202e`) and bytes
 * that are not UTF-8 as U+FFFD. NULL gives an empty text.
 */
char *text_printable(const char *text);

/** The same, but its own lines stay lines; without blanks around it. */
char *text_printable_lines(const char *text);

/** How many columns of a terminal a printable text takes. */
size_t text_columns(const char *text);

/** The first character that `columns` have no room for. */
const char *text_end(const char *text, size_t columns);

/** The end of a printable text in at most `columns` (from 1), "…" in front of what is left. */
char *text_keep_tail(const char *text, size_t columns);

/** The start of a printable text in at most `columns` (from 1), "…" behind it. */
char *text_keep_head(const char *text, size_t columns);

/**
 * Appends any text, made printable, in lines of at most `width` columns: its own lines stay lines,
 * and all but the very first, which starts where `out` ends, are indented. Ends with a newline.
 */
void text_wrap(GString *out, const char *text, size_t indent, size_t width);

/** Appends the digits that it takes to read the same number again; nothing where not finite. */
void text_append_number(GString *out, double value);
