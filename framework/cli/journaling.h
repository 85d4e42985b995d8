// SPDX-License-Identifier: MIT
#pragma once
// The journal of a recording: where it lies, how one that was interrupted is continued.
#include "framework/cli/options.h"
#include "framework/runner/journal.h"

struct journaling {
    struct journal *journal; // NULL: not begun, or the run is saved
    unsigned n_kept;         // results in the journal
    char *result_path;
    char *journal_path;
};

/** Begins the journal of a new run that `argv` started. Returns an exit code. */
int journaling_begin(struct journaling *journaling, const struct options *options,
                     const struct run *run, const char *const *argv);

/**
 * Continues the newest interrupted run in the folder of the options, if the command `name` started
 * it: what it measured goes into `run`, the words that started it to `words` (freed with
 * g_strfreev()), and the command line that they make is shown unless the options are quiet. Returns
 * an exit code.
 */
int journaling_resume(struct journaling *journaling, const struct options *options,
                      const char *name, struct run *run, char ***words);

/** Keeps a result that was measured. */
bool journaling_keep(struct journaling *journaling, const struct result *result, GError **error);

/** Says where the results are, of `n_measured`, if the result file cannot be written; to free. */
char *journaling_rest(const struct journaling *journaling, unsigned n_measured);

/** The result file is written; what is left may add to it. Ends the journal if it cannot say so. */
void journaling_mark_saved(struct journaling *journaling);

/** Ends it; the file goes if the run `is_complete`, and otherwise can be continued from. */
void journaling_end(struct journaling *journaling, bool is_complete);

/** The command that continues this run after an interruption, to free. */
char *journaling_way(const struct journaling *journaling);

void journaling_clear(struct journaling *journaling);
