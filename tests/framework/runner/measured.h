// SPDX-License-Identifier: MIT
#pragma once
// Plans that tests measure: quickly, and leaving no process behind.
#include "framework/runner/measure.h"

enum { PROCESSES = 2, ROUNDS = 30 };

extern const struct settings settings; // PROCESSES and ROUNDS
extern const struct observer nobody;
extern const char *env[2]; // of the workers: the mark by which leftover_count() knows them

/** Marks the workers of this test. */
void set_mark(void);

/** Adds an arm whose worker follows a scenario of scripted_worker; the first is the baseline. */
struct arm *add_scripted(struct plan *plan, const char *scenario, double timeout_s);

const struct result *result_at(const struct plan *plan, guint i);

/** Asserts that it has every sample of every process. */
void expect_whole(const struct result *result);

/** The scenario next to a good baseline and a good alternative, both of which are measured. */
struct plan *measure_beside(const char *scenario, double timeout_s);
