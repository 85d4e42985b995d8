// SPDX-License-Identifier: MIT
#pragma once
// The formats, for the table in report.c alone; everybody else finds them through report.h.
#include "reports/report.h"

/** Tables for a terminal. */
bool table_write(GString *out, const struct report *report, GError **error);

/** The result file. */
bool json_write(GString *out, const struct report *report, GError **error);

/** The Test Anything Protocol, version 13, with what is wrong as YAML. */
bool tap_write(GString *out, const struct report *report, GError **error);

/** JUnit's XML, a testsuite per suite. */
bool junit_write(GString *out, const struct report *report, GError **error);

/**
 * RFC 4180, one line per case; docs/formats.md lists the columns. A text that a spreadsheet would
 * take for a formula gets an apostrophe in front, and control characters are written as escapes.
 */
bool csv_write(GString *out, const struct report *report, GError **error);

/**
 * For a pull request: what changed, worst first, the rest folded; under MARKDOWN_BYTES, whatever
 * the number of cases: then it says how many it left out.
 */
bool markdown_write(GString *out, const struct report *report, GError **error);
enum { MARKDOWN_BYTES = 60000 };

/**
 * GitHub's workflow commands: an annotation at the benchmark's file and line for each regression,
 * worst first, and for what failed or falls short of its claim; then a notice of what it comes to.
 */
bool github_write(GString *out, const struct report *report, GError **error);
