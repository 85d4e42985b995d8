// SPDX-License-Identifier: MIT
#pragma once
// Makes text from outside (names, messages, metrics) safe to show. escape.h has what else the
// places need that it goes to.
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** Whether a terminal can do nothing with a character but show it. */
bool text_is_plain(gunichar c);

/** The first character from here that takes up room; comparisons of texts ignore some others. */
const char *text_visible(const char *text);

/** Whether CI services take a line of a log for a command: `::error::`, after any blanks. */
bool text_is_command(const char *line);

/**
 * Whether the second sign of a command within a line is here: `##[error]`, `##vso[task...]`.
 * `before` is what comes before it and takes up room.
 */
bool text_is_second_sign(const char *text, gunichar before);

/**
 * A copy that a terminal can only show, on one line: valid UTF-8, with control, format and
 * unassigned characters as escapes (`\n`, `\x1b`, `\u202e`) and bytes that are not UTF-8 as U+FFFD.
 * What CI services take for a command wherever it is in a line of a log (`##[error]`,
 * `##vso[task...]`) gets a backslash: `#\#[error]`. NULL gives an empty text.
 */
char *text_printable(const char *text);

/** The same, but keeps line breaks and strips surrounding blanks. */
char *text_printable_lines(const char *text);

/** The width of a printable text in terminal columns. */
size_t text_columns(const char *text);

/** The first character that `columns` have no room for. */
const char *text_end(const char *text, size_t columns);

/** The end of a printable text in at most `columns` (from 1), with "…" before it if shortened. */
char *text_keep_tail(const char *text, size_t columns);

/**
 * The start and the end of a printable text in at most `columns` (from 3), with "…" between them if
 * shortened: names may differ at either end.
 */
char *text_keep_ends(const char *text, size_t columns);

/** The start of a printable text in at most `columns` (from 1), with "…" after it if shortened. */
char *text_keep_head(const char *text, size_t columns);

/** Bytes that a name of a case or the like may have, as outputs repeat it. */
enum { TEXT_MOST_NAME = 4096 };

/** The start of a text in at most `bytes` (from 3), with "…" after it if shortened. */
char *text_keep_bytes(const char *text, size_t bytes);

/**
 * Appends any text, made printable, in lines of at most `width` columns. Keeps its line breaks. The
 * first line continues the last line of `out`; all others are indented. Ends with a newline. No
 * line begins with what CI services take for a command.
 */
void text_wrap(GString *out, const char *text, size_t indent, size_t width);

/** Appends as few digits as read back to the same number; nothing if it is not finite. */
void text_append_number(GString *out, double value);
