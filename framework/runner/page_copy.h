// SPDX-License-Identifier: MIT
#pragma once
// A copy of a file in other physical pages than any copy before it.
#include <glib.h>
#include <stdbool.h>

#include "framework/stats/random.h"

/**
 * Copies a file with its permissions, in place of what is at `to`, which keeps its pages until the
 * new ones are there. On an error what is at `to` stays.
 */
bool page_copy(const char *from, const char *to, struct random *random, GError **error);
