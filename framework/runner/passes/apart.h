// SPDX-License-Identifier: MIT
#pragma once
// A case in a worker of its own, whose result is thrown away.
#include "framework/runner/station.h"

/** What is done with it; the station is not open yet. False and an error where that fails. */
typedef bool (*apart_run)(struct station *station, void *data, GError **error);

/** Returns what `run` returned. `launch` starts the suite, which is named so that any launcher
 * finds it: the rest is as `launch` has it. */
bool apart(const struct bench_case *bench_case, const struct launch *launch, apart_run run,
           void *data, GError **error);
