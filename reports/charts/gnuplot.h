// SPDX-License-Identifier: MIT
#pragma once
// gnuplot as a program that reads commands on its stdin.
#include <glib.h>
#include <stdbool.h>

/**
 * Runs `scripts` (GString *) in `directory`, one after another in one gnuplot, and waits for the
 * end. gnuplot ends at the first error; then what follows the script that failed runs in a new
 * one. `failures` (char *, as many as there are scripts) gets NULL for those that ran and the last
 * lines of stderr for the others.
 *
 * `program` NULL: gnuplot of the PATH. False where it could not run at all: an error of
 * CHARTS_ERROR or G_SPAWN_ERROR.
 */
bool gnuplot_run(const GPtrArray *scripts, const char *directory, const char *program,
                 GPtrArray *failures, GError **error);
