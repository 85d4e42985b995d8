// SPDX-License-Identifier: MIT
#pragma once
// Shows a run: reports to stdout and files, charts to a folder.
#include "framework/cli/options.h"
#include "framework/result/run.h"

/** Returns an exit code; it has printed what went wrong when that is not EXIT_GOOD. */
int present_run(const struct run *run, const struct options *options);
