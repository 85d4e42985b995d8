// SPDX-License-Identifier: MIT
#pragma once
// Text from outside in HTML: printable, escaped, and unable to turn the direction of what is next
// to it.
#include <glib.h>

/** Appends a text for an element's content or an attribute in quotes. */
void html_text(GString *out, const char *text);

/** Appends lines, as they are, in an element for them. */
void html_lines(GString *out, const char *text);

/** The same for columns: lines are not wrapped. */
void html_listing(GString *out, const char *text);

/** Appends a name, which may be written from right to left, as a separate element. */
void html_name(GString *out, const char *name);

/** The same of an id, which may be broken into lines after its slashes. */
void html_id(GString *out, const char *id);

/** Appends a line of a list of facts (<dl>); nothing where the value is NULL or empty. */
void html_fact(GString *out, const char *name, const char *value);

/** Appends, as printf() would, with all texts (%s) escaped. The format is ours. */
void html_printf(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);
