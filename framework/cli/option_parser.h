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

void options_clear(struct options *options);
