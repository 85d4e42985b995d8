// SPDX-License-Identifier: MIT
#pragma once
// Margins of metrics, as options and benchrun.ini have them, and all thresholds of a command line.
#include <glib.h>

#include "framework/cli/options.h"
#include "framework/compare/thresholds.h"

/** Adds "allocations=2" or "latency_p99=5%"; false and an error that names the metrics. */
bool margins_add(struct thresholds *thresholds, const char *word, GError **error);

/** What a command line says of differences; its words have been checked. */
struct thresholds margins_of_options(const struct options *options);
