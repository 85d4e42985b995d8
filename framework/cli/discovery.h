// SPDX-License-Identifier: MIT
#pragma once
// From the words on the command line to suites and their selected cases.
#include <glib.h>

#include "framework/cli/options.h"
#include "framework/cli/pinning.h"
#include "framework/result/case.h"
#include "framework/runner/plan.h"
#include "framework/runner/suite.h"

struct discovery {
    GPtrArray *suites;        // char *: programs
    GPtrArray *cases;         // struct bench_case *: selected ones, in the order of the suites
    GPtrArray *others;        // struct bench_case *: those that were not selected
    GPtrArray *warnings;      // char *: about how the suites were built
    struct suite_facts facts; // of the first suite; its clock is that of the run
    guint n_all;              // cases before the selection
};

/**
 * Finds the suites that `words` name (programs, and in folders the executables that link
 * libbenchrun), lists them and selects. Returns an exit code; it has printed what is wrong when
 * that is not EXIT_GOOD.
 */
int discovery_find(struct discovery *discovery, const struct options *options,
                   const char *const *words);

/** The first half of that: no suite is started, and there are no cases. */
int discovery_find_suites(struct discovery *discovery, const char *const *words);

void discovery_clear(struct discovery *discovery);

/**
 * The selected cases as plans (struct plan *): alternatives of a group at one argument are one, in
 * the order of the first of them, where `pinning` says, unless NULL. `seed` decides the plans' own.
 */
GPtrArray *discovery_plans(const struct discovery *discovery, const struct options *options,
                           const struct pinning *pinning, uint64_t seed);

/**
 * Adds to plans the case that the others of its group are compared with, where it was not selected,
 * as an arm that is unasked.
 */
void discovery_add_references(const struct discovery *discovery, const struct options *options,
                              GPtrArray *plans);

/** Whether the options select a case. */
bool discovery_selects(const struct options *options, const struct bench_case *bench_case);

/** Puts results, which come plan by plan, into the order of the cases. */
void discovery_sort(const struct discovery *discovery, GPtrArray *results);

/** How a suite is started under these options, on no CPU in particular. */
struct launch discovery_launch(const struct options *options, const char *program);

/**
 * What built the first suite: the compiler, with its flags if the debug information has them; NULL
 * where it is not known. To free.
 */
char *discovery_compiler(const struct discovery *discovery, const struct options *options);
