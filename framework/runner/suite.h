// SPDX-License-Identifier: MIT
#pragma once
// The cases of a suite and the facts about it, without running any case.
#include "framework/result/case.h"
#include "framework/runner/worker.h"

struct suite_facts {
    char *compiler;      // that built it; NULL: unknown
    bool is_unoptimised; // built without optimisation
    bool is_sanitised;   // built with a sanitizer
    double clock_resolution_ns;
    double clock_cost_ns;
    char *clock_name;
};
void suite_facts_clear(struct suite_facts *facts);

/**
 * The cases of a suite (struct bench_case *, freed with the array), in their order; NULL and an
 * error where the program is not a suite, or its list makes no sense or is too long to be one that
 * somebody wrote. What is wrong with the options of a case is its `mistake`.
 * Its build and its clock (which it measures, about a millisecond) go to `facts`, unless NULL,
 * and the clock to the cases.
 */
GPtrArray *suite_list(const struct launch *launch, struct suite_facts *facts, GError **error);
