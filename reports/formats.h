// SPDX-License-Identifier: MIT
#pragma once
// The formats, for the table in reporters.c alone; everybody else finds them through reporters.h.
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
 * worst first, and for what failed or falls short of its claim; then a notice with the summary.
 */
bool github_write(GString *out, const struct report *report, GError **error);

/** A line per sample, of base too, in the order in which they were taken. */
bool csv_samples_write(GString *out, const struct report *report, GError **error);

/** Google Benchmark's JSON: a row per process and aggregates over them; of head. */
bool gbench_write(GString *out, const struct report *report, GError **error);

/** hyperfine's JSON, seconds; of both sides. */
bool hyperfine_write(GString *out, const struct report *report, GError **error);

/** Go's benchmark text, a line per sample, for benchstat; of both sides. */
bool go_write(GString *out, const struct report *report, GError **error);

/** pyperf's JSON, version 1.0, a run per process; of head. */
bool pyperf_write(GString *out, const struct report *report, GError **error);

/** What github-action-benchmark calls customSmallerIsBetter: the medians; of head. */
bool smaller_is_better_write(GString *out, const struct report *report, GError **error);

/** CSV for Apache Otava: one line with a column per case; of head. */
bool otava_write(GString *out, const struct report *report, GError **error);

/** OpenMetrics text for Prometheus; of both sides. */
bool openmetrics_write(GString *out, const struct report *report, GError **error);

/** A table of functions for a terminal, or of the lines that are asked for. */
bool profile_table_write(GString *out, const struct profile_report *report, GError **error);

/** The lines of a function or file. */
bool profile_listing_write(GString *out, const struct profile_report *report, GError **error);
bool profile_difference_write(GString *out, const struct profile_report *report, GError **error);
/** The same without the names of the two, and not yet escaped for a log. */
bool profile_difference_append(GString *out, const struct profile_report *report, GError **error);

/** The profile file. */
bool profile_json_write(GString *out, const struct profile_report *report, GError **error);

/** A line for each path: functions separated by semicolons, then a number; for flame graphs. */
bool collapsed_write(GString *out, const struct profile_report *report, GError **error);

/** The JSON of speedscope, a profile for each metric and each lane of spans. */
bool speedscope_write(GString *out, const struct profile_report *report, GError **error);

/** The spans as events of Chrome's trace format. */
bool trace_write(GString *out, const struct profile_report *report, GError **error);

/** The text of callgrind, an event for each metric. */
bool callgrind_write(GString *out, const struct profile_report *report, GError **error);

/** The message of pprof, a value for each metric: bytes, not text. */
bool pprof_write(GString *out, const struct profile_report *report, GError **error);

/** What was found at a look at a machine, for a terminal, programs, pull requests and browsers. */
bool checkup_text_write(GString *out, const struct checkup_report *report, GError **error);
bool checkup_json_write(GString *out, const struct checkup_report *report, GError **error);
bool checkup_markdown_write(GString *out, const struct checkup_report *report, GError **error);
bool checkup_page_write(GString *out, const struct checkup_report *report, GError **error);

/** The checklist, answered: for a terminal, for a pull request, and as a page. */
bool explanation_text_write(GString *out, const struct explanation_report *report, GError **error);
bool explanation_markdown_write(GString *out, const struct explanation_report *report,
                                GError **error);
bool explanation_page_write(GString *out, const struct explanation_report *report, GError **error);

/** Stacks of threads, for a terminal and for programs. */
bool stacks_text_write(GString *out, const struct stacks_report *report, GError **error);
bool stacks_json_write(GString *out, const struct stacks_report *report, GError **error);

/** Series over commits: for a terminal, for programs, a line for each point, a page, and
 * for Otava. */
bool history_table_write(GString *out, const struct history_report *report, GError **error);
bool history_json_write(GString *out, const struct history_report *report, GError **error);
bool history_csv_write(GString *out, const struct history_report *report, GError **error);
bool history_page_write(GString *out, const struct history_report *report, GError **error);
bool history_otava_write(GString *out, const struct history_report *report, GError **error);

/** Steps of series over commits. */
bool steps_table_write(GString *out, const struct steps_report *report, GError **error);
bool steps_json_write(GString *out, const struct steps_report *report, GError **error);

/** A page with pictures to zoom into, a table of functions and their source. */
bool profile_page_write(GString *out, const struct profile_report *report, GError **error);

/** One page that needs nothing else: no network, no scripts but its own. */
bool html_write(GString *out, const struct report *report, GError **error);
