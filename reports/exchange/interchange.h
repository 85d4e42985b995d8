// SPDX-License-Identifier: MIT
#pragma once
// What the formats for other tools share: which results they can show, under which names, and a
// word for the user on what they cannot.
#include <jansson.h>

#include "reports/report.h"

/** Adds a note about the report for the user (printf style), where there is a list of notes. */
__attribute__((format(printf, 2, 3))) void report_note(const struct report *report,
                                                       const char *format, ...);

/**
 * The results (const struct result *) that have a time, of head and, when `both` is set, before
 * them of base; g_ptr_array_unref() frees them. A note says which are left out of `format`.
 */
GPtrArray *measured_results(const struct report *report, bool both, const char *format);

/**
 * The metrics (const struct metric *) that have a value, but for those that follow from the times,
 * which each format has in keys of its own; g_ptr_array_unref() frees them.
 */
GPtrArray *counted_metrics(const struct result *result);

/**
 * A printable copy of `text` that is not in `taken` yet, which it joins: "#01" and so on is
 * appended to one that is. The caller frees it; `taken` is made by names_new().
 */
char *name_once(GHashTable *taken, const char *text);
GHashTable *names_new(void);

/**
 * Sets `key` to a printable text, as pyperf refuses newlines; not to an empty one, which it refuses
 * too.
 */
void put_words(json_t *object, const char *key, const char *text);

/** The value as JSON with a final newline, appended to `out`; takes the value over. */
void append_json(GString *out, json_t *value);
