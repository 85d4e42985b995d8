// SPDX-License-Identifier: MIT
#pragma once
// What gcc said of a loop when it tried to vectorise it (-fopt-info-vec-optimized-missed).
#include <glib.h>

/** The flag that makes gcc say so, on stderr. */
#define VECTOR_REPORT_FLAG "-fopt-info-vec-optimized-missed"

/**
 * What the log of a build has of the loop around a line of a file (with or without folders): "loop
 * vectorized using 16 byte vectors", or why not. NULL: nothing. To free.
 */
char *vector_report_find(const char *log, const char *file, unsigned line);
