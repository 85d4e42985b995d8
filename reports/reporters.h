// SPDX-License-Identifier: MIT
#pragma once
// The table of formats.
#include "reports/report.h"

/** The reporter of a name; NULL when there is none. */
const struct reporter *reporter_find(const char *name);

/** The reporter that the extension of `path` asks for, in any case; NULL when there is none. */
const struct reporter *reporter_for_path(const char *path);

/** The names of those for runs, as "table, json, csv"; the caller frees it. */
char *reporter_names(void);

/** The names of those for profiles. */
char *reporter_names_of_profiles(void);

/** The names of those for checkups. */
char *reporter_names_of_checkups(void);

/** The names of those for explanations. */
char *reporter_names_of_explanations(void);

/** The names of those for stacks. */
char *reporter_names_of_stacks(void);

/** The names of those for histories. */
char *reporter_names_of_histories(void);

/** The names of those for the steps of histories. */
char *reporter_names_of_steps(void);

/** The names of all. */
char *reporter_names_of_all(void);
