// SPDX-License-Identifier: MIT
#pragma once
// Dates as the user writes them.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** Of `2026-01-31` (its start, UTC) or `2026-01-31T12:00:00Z`, s since 1970; false and an error. */
bool history_date_parse(const char *text, int64_t *out, GError **error);

/** Whether it is one. */
bool history_date_check(const char *text, GError **error);
