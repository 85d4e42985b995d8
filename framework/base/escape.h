// SPDX-License-Identifier: MIT
#pragma once
// Text from outside, for each place that it goes to: whatever is written there from names, messages
// and files goes through one of these, or text_printable() of text.h, which all but escape_json()
// and escape_shell() begin with. The results are to be freed.
#include <glib.h>

/**
 * Lines for stderr, a terminal or a log. A line that a CI service would take for a command begins
 * with a backslash: `\::error::`.
 */
char *escape_log(const char *text);

/** The same of lines that are printable already, from `start` on; their colours stay. */
void escape_log_lines(GString *out, gsize start);

/** HTML, XML and SVG: the content of an element, or an attribute in quotes; on one line. */
char *escape_markup(const char *text);

/** The same for the content of an element that shows lines. */
char *escape_markup_lines(const char *text);

/** As printf(), for markup: all texts (%s) are escaped, but keep their line breaks. */
char *escape_markup_printf(const char *format, va_list arguments) G_GNUC_PRINTF(1, 0);

/**
 * Markdown as GitHub and GitLab read it, on one line. What could be markup, there or in the HTML
 * that it may hold, becomes a character reference, which neither takes for markup; `@` mentions
 * nobody.
 */
char *escape_markdown(const char *text);

/** JSON that was printed: stays the same value, in characters that a terminal can only show. */
char *escape_json(const char *json);

/** A text that gnuplot draws into SVG, where it leaves character references as they are. */
char *escape_gnuplot_svg(const char *text);

/** Words (NULL-terminated) as a shell takes them: separated by blanks, in quotes where needed. */
char *escape_shell(const char *const *words);
