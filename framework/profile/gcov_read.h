// SPDX-License-Identifier: MIT
#pragma once
// How often lines ran, as a program that was built with --coverage writes it and gcov reads it.
#include <glib.h>
#include <stdbool.h>

/** Counts by line: keys are `FILE:LINE` (char *), values are counts (double *). */
GHashTable *line_counts_new(void);

/**
 * Adds what one line of `gcov --json-format --stdout` says. Paths are made absolute. False where it
 * is none.
 */
bool line_counts_add(GHashTable *counts, const char *text, gsize length);

/** The file and the line of a key; the file is to be freed. */
char *line_counts_place(const char *key, unsigned *line);
