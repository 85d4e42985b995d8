// SPDX-License-Identifier: MIT
#pragma once
// A run sorted into groups for showing; everything is borrowed from the run.
#include "framework/result/run.h"

struct group {
    const char *suite;
    const char *name;
    GPtrArray *results; // const struct result *, in declared order
    GPtrArray *fits;    // const struct fit *: of its alternatives, in the run's order
    bool names_suite;   // in its title, as the groups come from several suites
};

/** The groups (struct group *) in the order of their first cases; g_ptr_array_unref() frees them.
 */
GPtrArray *groups_of(const struct run *run);

/** The name of a group, printable, with its suite when the groups come from several. */
char *group_title(const struct group *group);

/**
 * An alternative at all of its arguments, printable: "name", or with the other parameters (NULL:
 * none) and threads as in ids, "name/k:2/threads:4".
 */
char *alternative_label(const char *name, const char *variant, unsigned threads);

/** The alternative that a case is of, printable: its name, with its threads where it has several.
 */
char *case_alternative(const struct bench_case *bench_case);

/** The argument of a case, "1024", or with its name, "n:1024"; empty where it has none. */
char *case_argument(const struct bench_case *bench_case, bool is_named);

bool group_has_arguments(const struct group *group);

/** The name of the argument, printable; NULL where it has none, or cases call it differently. */
char *group_argument_name(const struct group *group);

/** What distinguishes a case in its group: its id without the group, printable. */
char *case_label(const struct bench_case *bench_case);

/** The case that others of the run are compared with, or that is declared as such. */
bool case_is_reference(const struct run *run, const struct bench_case *bench_case);
