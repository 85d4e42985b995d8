// SPDX-License-Identifier: MIT
#pragma once
// What a pass looks at, run for it alone.
#include "framework/base/subprocess.h"
#include "framework/runner/station.h"

/** What is done with the case; the station is not open yet. False and an error where that fails. */
typedef bool (*apart_run)(struct station *station, void *data, GError **error);

/**
 * Runs a case in a worker of its own and throws its result away. A program without a folder in its
 * name is started from this folder, whatever the launcher. Returns what `run` did.
 */
bool apart_case(const struct bench_case *bench_case, const struct launch *launch, apart_run run,
                void *data, GError **error);

/**
 * Runs a command that reads and writes what benchrun does, to its end or an interruption; then all
 * that it started ends. `wait_status` is how it ended.
 */
bool apart_command(const struct subprocess_call *call, int *wait_status, GError **error);
