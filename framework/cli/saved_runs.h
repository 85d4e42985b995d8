// SPDX-License-Identifier: MIT
#pragma once
// A comparison of two saved runs: nothing is measured, and no pairing is possible.
#include "framework/cli/recording.h"

/** Whether the words of a command line are two result files. */
bool saved_runs_are_named(char *const *words);

/** Compares the two that the options name, presents and judges. Returns an exit code. */
int saved_runs_compare(struct recording *recording);
