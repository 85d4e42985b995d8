// SPDX-License-Identifier: MIT
#pragma once
// The tables of a run for a terminal; table_write() is in reports/formats.h.
#include "reports/report.h"

/** Whether all words (NULL-terminated; NULL: none) name columns of the run's table. */
bool table_columns_are_known(const struct run *run, char *const *words, GError **error);
