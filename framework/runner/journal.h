// SPDX-License-Identifier: MIT
#pragma once
// The journal of a run in progress: finished results, one line each, on the disk before the next
// begins. A run that was killed or lost power can continue from it. It is obeyed, so it must be
// ours alone; and it is locked while the run goes, so that no other joins in.
#include "framework/result/run.h"

#define JOURNAL_ERROR (journal_error_quark())
GQuark journal_error_quark(void);
enum {
    JOURNAL_ERROR_LEFT, // that of an interrupted run is in the way
    JOURNAL_ERROR_LIVE, // its run is in progress; the message has its pid
};

struct journal;

/**
 * Creates the journal of a run that was started by the words `argv`; fails if it exists, unless it
 * is that of a run that was killed after it was saved, or before it had written the first line.
 */
struct journal *journal_create(const char *path, const struct run *run, const char *const *argv,
                               GError **error);

/**
 * Opens the journal of an interrupted run, to continue it: its results and the identity of its run
 * go into `run`, the words that started it to `argv` (freed with g_strfreev()). A last line that
 * was cut short is left out.
 */
struct journal *journal_resume(const char *path, struct run *run, char ***argv, GError **error);

/** The same of the text of a journal. */
bool journal_parse(const char *text, size_t length, struct run *run, char ***argv, GError **error);

bool journal_append(struct journal *journal, const struct result *result, GError **error);

/**
 * Says in the journal that the run has its result file: the journal stays locked while the run adds
 * to that file, and is in nobody's way if the run is killed then.
 */
bool journal_mark_saved(struct journal *journal, GError **error);

/** Closes it; the file stays unless `is_saved` (the run has its result file). NULL is fine. */
void journal_close(struct journal *journal, bool is_saved);

/**
 * The newest `*.journal` of ours in a folder, else the newest of all, to free; NULL: none, also
 * where there is no folder, or with an error it cannot be read. Those of ours that are empty, and
 * not of a run in progress, are removed.
 */
char *journal_find(const char *folder, GError **error);
