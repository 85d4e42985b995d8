// SPDX-License-Identifier: MIT
#pragma once
// The words of a command, with those that the project always passes.
#include "framework/cli/config.h"

/**
 * The command's name, its words in benchrun.ini, and the user's: borrowed, ending with NULL.
 * `bisect` compares as `compare` does, with its words, as far as it takes them; but not which
 * cases.
 */
GPtrArray *configured_words(const struct config *config, char *const *argv);
