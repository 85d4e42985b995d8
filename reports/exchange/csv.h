// SPDX-License-Identifier: MIT
#pragma once
// Fields of a CSV file, RFC 4180.
#include <glib.h>

#include "framework/result/case.h"

/**
 * Appends any text as a field, quoted where it has to be: printable, and with an apostrophe in
 * front of what a spreadsheet would run as a formula.
 */
void csv_append_text(GString *out, const char *text);

/** The same, followed by a comma. */
void csv_add_text(GString *out, const char *text);

/** What identifies a case: id, suite, group, name, arg, arg_name and threads, each followed by a
 * comma. */
void csv_add_case(GString *out, const struct bench_case *bench_case);
