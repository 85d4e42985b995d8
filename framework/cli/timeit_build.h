// SPDX-License-Identifier: MIT
#pragma once
// Compiles what timeit_suite.h writes.
#include "framework/base/scratch.h"
#include "framework/cli/timeit_suite.h"

#define TIMEIT_ERROR (timeit_error_quark())
GQuark timeit_error_quark(void);
enum timeit_error {
    TIMEIT_ERROR_TOOLS, // no compiler, package or library
    TIMEIT_ERROR_CODE,  // it does not compile; the message has what the compiler said
};

/**
 * Makes a suite of texts in a folder, and finds out which of them are statements. Returns the path
 * of the program, to free; NULL and an error. With --dry-run the sources and the calls of the
 * compiler are printed, and it is not there.
 */
char *timeit_build(const struct options *options, GPtrArray *texts, const struct scratch *scratch,
                   GPtrArray **locals, GError **error);
