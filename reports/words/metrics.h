// SPDX-License-Identifier: MIT
#pragma once
// Metrics in words: the one place that knows how each looks.
#include "framework/result/run.h"

/** "~2946", "9.44 GiB/s", "1.16 G/s", "0.98 CPU-bound", "2998"; empty where not known; to free. */
char *metric_text(const struct metric *metric);

/** The title of its column, printable: "cycles", "throughput", "hit rate %"; to free. */
char *metric_title(const struct metric *metric);

/** Whether its column may be left out where space is short: the kinds that are never a warning. */
bool metric_is_optional(const struct metric *metric);

/** The metric of a result that belongs into the column of another: same name and unit; or NULL. */
const struct metric *metric_like(const struct result *result, const struct metric *other);

/**
 * The columns that some results (const struct result *) need, as a metric of each: benchrun's own
 * in the order of metric_kinds, then the others as they appear. Left out is what has nothing to
 * say: a CPU share where no case waits or may use several CPUs; and of more than 100 those that
 * would make the table mostly empty. g_ptr_array_unref() frees it.
 */
GPtrArray *metric_columns(const GPtrArray *results);

/** Says that metric_columns() left some out as too rare; NULL: it did not. To free. */
char *metric_columns_note(const GPtrArray *results);

/** The same of a single result, but for what has no value. */
GPtrArray *metrics_shown(const struct result *result);

/**
 * The metric of a result that a word names, or whose column has it as its title; case does not
 * matter. NULL: none.
 */
const struct metric *metric_find_called(const struct result *result, const char *word);

/** Appends ", NAME" for each metric: the names that metric_find_called() knows, printable. */
void metric_append_names(GString *out, const GPtrArray *metrics);

/**
 * Sentences that explain the metrics of a run's results, printable: of all, or of those that
 * `words` (NULL-terminated; NULL: no choice) name. g_ptr_array_unref() frees it.
 */
GPtrArray *metric_legend(const struct run *run, char *const *words);
