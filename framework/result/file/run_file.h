// SPDX-License-Identifier: MIT
#pragma once
// The result file, docs/result-file.md: one run as strict JSON; and single results as lines of it.
#include "framework/result/run.h"

/** Appends the run as text with a final newline; or returns that text, which the caller frees. */
void run_append(GString *out, const struct run *run);
char *run_format(const struct run *run);

/**
 * Reads a run from `length` bytes: a result file, or one of Google Benchmark or hyperfine; the
 * content shows which. Errors: not JSON, not a result file, a newer version.
 */
struct run *run_parse(const char *text, size_t length, GError **error);

/** Writes the file atomically: a reader sees the old one or the whole new one. */
bool run_write(const struct run *run, const char *path, GError **error);

/** Reads a file; the error names it. */
struct run *run_read(const char *path, GError **error);

/** One result as a line without newline, for the journal. */
char *result_format(const struct result *result);
struct result *result_parse(const char *line, size_t length, GError **error);

/** The first line of a journal: which run it is of, and the words that started it. */
char *journal_head_format(const struct run *run, const char *const *argv);

/** Reads it into `run` (id, start, seed) and `argv` (freed with g_strfreev()). */
bool journal_head_parse(const char *line, size_t length, struct run *run, char ***argv,
                        GError **error);
