// SPDX-License-Identifier: MIT
#pragma once
// How the throughput of a case grows with its threads.
#include <glib.h>

/**
 * Gives each of the results (struct result *) of a benchmark with several numbers of threads the
 * metric `scaling`, how many times what one thread does all of them together do, where the run has
 * the case with one thread; its interval follows from those of both medians.
 */
void scaling_compute(const GPtrArray *results);
