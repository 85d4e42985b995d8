// SPDX-License-Identifier: MIT
#pragma once
// A run sorted into groups for showing; everything is borrowed from the run.
#include "framework/result/run.h"

struct group {
    const char *suite;
    const char *name;
    GPtrArray *results; // const struct result *, in declared order
};

/** The groups (struct group *) in the order of their first cases; g_ptr_array_unref() frees them.
 */
GPtrArray *groups_of(const struct run *run);

/** The name of a group, printable, with its suite when the groups come from several. */
char *group_title(const struct group *group, const GPtrArray *groups);

/** An alternative at all of its arguments, printable: "name", or "name/threads:4" as in ids. */
char *alternative_label(const char *name, unsigned threads);

/** What tells a case from others of its group: its id without the group, printable. */
char *case_label(const struct bench_case *bench_case);

/** The case that others of the run are compared with, or that is declared as such. */
bool case_is_reference(const struct run *run, const struct bench_case *bench_case);
