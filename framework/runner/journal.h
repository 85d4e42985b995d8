// SPDX-License-Identifier: MIT
#pragma once
// The journal of a run in progress: finished results, one line each, on the disk before the next
// begins. A run that was killed or lost power can continue from it.
#include "framework/result/run.h"

struct journal;

/** Creates the journal of a run that was started by the words `argv`; fails if it exists. */
struct journal *journal_create(const char *path, const struct run *run, const char *const *argv,
                               GError **error);

/** Opens the journal of an interrupted run, to continue it. */
struct journal *journal_open(const char *path, GError **error);

bool journal_append(struct journal *journal, const struct result *result, GError **error);

/** Closes it; the file stays unless `is_saved` (the run has its result file). NULL is fine. */
void journal_close(struct journal *journal, bool is_saved);

/**
 * Reads a journal: its results and the identity of its run go into `run`, the words that started
 * it to `argv` (freed with g_strfreev()). A last line that was cut short is left out.
 */
bool journal_read(const char *path, struct run *run, char ***argv, GError **error);

/** The newest `*.journal` in a folder, to free; NULL when there is none. */
char *journal_find(const char *folder);
