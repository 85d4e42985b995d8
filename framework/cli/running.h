// SPDX-License-Identifier: MIT
#pragma once
// Measures the cases of a discovery, alternatives together, to the exit code: what `run` and
// `timeit` do.
#include "framework/cli/recording.h"

/**
 * `announce`, unless NULL, is called with `data` when the results are known, before they are
 * shown.
 */
int running_record(struct recording *recording, const struct discovery *discovery,
                   void (*announce)(void *data, const struct recording *recording), void *data);
