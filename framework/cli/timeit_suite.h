// SPDX-License-Identifier: MIT
#pragma once
// Expressions and statements as the source of a suite.
#include <glib.h>
#include <stdbool.h>

#include "framework/cli/options.h"

/** A text to time. */
struct timed {
    const char *text;
    char *name;        // of its case: a C identifier that looks like the text
    bool is_statement; // else an expression, whose value is kept
};

/** The texts (struct timed *) of a command line. g_ptr_array_unref() frees it. */
GPtrArray *timeit_texts(char *const *texts);

/** How a source looks. */
enum timeit_look {
    TIMEIT_TO_COMPILE, // the compiler's messages name what the user typed
    TIMEIT_TO_READ,
};

/**
 * The source of a suite with a benchmark for each text, in which the variables of the set-up
 * (struct local *) change with each iteration, as far as the compiler knows. To free.
 */
char *timeit_source(const struct timeit_options *options, const GPtrArray *texts,
                    const GPtrArray *locals, enum timeit_look look);

/** The source of a library whose function TIMEIT_SETUP holds the set-up alone. To free. */
char *timeit_setup_source(const struct timeit_options *options);
#define TIMEIT_SETUP "timeit_setup"
#define TIMEIT_GROUP "timeit"

bool timeit_is_cpp(const struct timeit_options *options);
