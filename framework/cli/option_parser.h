// SPDX-License-Identifier: MIT
#pragma once
// Parses the words of a command line into options.
#include "framework/cli/options.h"

/**
 * Parses a command's words; the first is its name. On a mistake it prints what is wrong and what to
 * do about it, and returns false; `--help` prints the help and ends the program. `options` must be
 * cleared either way.
 */
bool options_parse(struct options *options, char *const *argv);

/**
 * The options of a command line with their values as they were given, without the command's name,
 * its other words and the option `left_out` (`--name`); to free.
 */
char **options_given(char *const *argv, const char *left_out);

void options_clear(struct options *options);
