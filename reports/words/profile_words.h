// SPDX-License-Identifier: MIT
#pragma once
// What reports of profiles have in common.
#include "framework/profile/profile.h"

/** A function's name in one line, printable and never empty; to free. */
char *profile_name(const struct profile_function *function);

/** `parse.c:31`, without folders; the module where the source is not known; to free. */
char *profile_place(const struct profile_function *function);

/** A value of a metric in its unit; to free. */
char *profile_value(const struct profile_metric *metric, double value);

/** The lines of a source file; NULL where it is none or cannot be read. For g_strfreev(). */
char **profile_read_source(const char *path);

/** One of them, printable, with tabs as blanks; to free. */
char *profile_source_line(const char *line);

/** Appends what the passes did and what was lost, a printable line for each. */
void profile_notes(GString *out, const struct profile *profile);

/** Whether two profiles are known not to be of one machine alone, the same. */
bool profile_machines_differ(const struct profile *profile, const struct profile *other);

/** The metric that `sort` names, or the first for NULL and `total`; false and an error: none. */
bool profile_metric_asked(const struct profile *profile, const char *sort, guint *metric,
                          GError **error);
