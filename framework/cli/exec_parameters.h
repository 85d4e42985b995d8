// SPDX-License-Identifier: MIT
#pragma once
// The parameters of `exec`: what stands for {NAME} in commands.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/cli/options.h"

/** The most cases that commands and parameters may come to. */
enum { EXEC_MOST_CASES = 1000 };

struct parameter {
    char *name;
    GPtrArray *values; // char *
    bool are_numbers;  // whole ones: they are arguments of a case
};

/**
 * All parameters (struct parameter *) of the options; g_ptr_array_unref() frees them. NULL, and
 * G_OPTION_ERROR, where they make no sense.
 */
GPtrArray *exec_parameters(const struct exec_options *options, GError **error);

/** How many combinations of values there are. */
size_t exec_combinations(const GPtrArray *parameters);

/** The value of a parameter in a combination, from 0; the last parameter varies fastest. */
const char *exec_value(const GPtrArray *parameters, guint index, size_t combination);

/**
 * A text with the values of a combination in place of {NAME}, of all parameters, or of those alone
 * that are no numbers. To free.
 */
char *exec_fill(const char *text, const GPtrArray *parameters, size_t combination, bool of_all);

/** Whether {NAME} of a parameter is in the text. */
bool exec_mentions(const char *text, const struct parameter *parameter);

/** Refuses an unquoted {NAME} that no parameter has. */
bool exec_check_names(const char *text, const GPtrArray *parameters, GError **error);
