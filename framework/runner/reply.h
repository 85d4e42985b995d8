// SPDX-License-Identifier: MIT
#pragma once
// A worker's reply line, docs/protocol.md: a word, then ` key=value` with percent-encoded values.
// Lines come from outside: every function here takes any bytes without a newline or NUL.
#include <glib.h>
#include <stdbool.h>

/** Whether the line's first word is `word`. */
bool reply_is(const char *line, const char *word);

/** The decoded value of a key, valid UTF-8, for the caller to free; NULL where it is absent. */
char *reply_text(const char *line, const char *key);

/** The same of a name that is repeated in files; NULL also where it has more than `most` bytes. */
char *reply_name(const char *line, const char *key, gsize most);

/** The value of a key as a finite number; `fallback` where it is absent or not one. */
double reply_number(const char *line, const char *key, double fallback);

/** The value of a key as a whole number; false where it is absent, negative or not one. */
bool reply_integer(const char *line, const char *key, guint64 *out);

/** The version in a greeting, its second word; 0 where the line is none. */
guint64 reply_greeted_version(const char *line);

/**
 * Appends the struct histogram_bucket of a line `bucket`; false where it is none, is not above
 * those before it, or where there are `most` already.
 */
bool reply_take_bucket(const char *line, guint most, GArray *buckets);
