// SPDX-License-Identifier: MIT
#pragma once
// Saved runs in a comparison: result files and baselines. They were measured at another time than
// what they are compared with, so no pairing is possible.
#include "framework/cli/recording.h"

/**
 * The file of the saved run that a word names: a result file, or a baseline if nothing has that
 * path; to free. NULL if it names neither.
 */
char *saved_run_find(const struct config *config, const char *word);

/** Complains that nothing has that name, and which baselines there are. Returns an exit code. */
int saved_run_miss(const struct config *config, const char *word);

/** Reads one and keeps what the options select; NULL, with an exit code, if it cannot be read. */
struct run *saved_run_read(const char *path, const struct options *options, int *code);

/**
 * Whether two runs, of which one may not be measured yet, come from one machine, as far as they
 * say. Returns an exit code, and adds a warning to head if they do not say.
 */
int saved_runs_check_machines(struct run *head, const struct run *base,
                              const struct options *options);

/** Compares head with base, which loses its results; the names are those that the user gave. */
void saved_runs_conclude(struct run *head, struct run *base, const struct recording *recording,
                         const char *base_name, const char *head_name);

/** Compares two files, presents and judges. Returns an exit code. */
int saved_runs_compare(struct recording *recording, const char *const paths[2]);
