// SPDX-License-Identifier: MIT
#pragma once
// Runs whose results have samples, for the formats that show them.
#include "framework/result/run.h"

/** Alternatives, metrics, disturbed samples, a case at the floor and one of each failure. */
struct run *sample_samples_run(void);

/** A case of each of the hostile names. */
struct run *sample_hostile_samples(void);

/** Two builds, with a failure. */
struct run *sample_sides(void);
