// SPDX-License-Identifier: MIT
#pragma once
// gnuplot as a program that reads commands on its stdin.
#include <glib.h>
#include <stdbool.h>

/**
 * Runs `script` in `directory` and waits for the end. `program` NULL: gnuplot of the PATH. Errors
 * are CHARTS_ERROR's, the message of a failure having the last lines of stderr, or G_SPAWN_ERROR's.
 */
bool gnuplot_run(const char *script, size_t length, const char *directory, const char *program,
                 GError **error);
