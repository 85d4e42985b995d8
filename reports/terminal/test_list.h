// SPDX-License-Identifier: MIT
#pragma once
// The outcome of `benchrun test` for a terminal: a line a case, what is wrong under it, the sums.
#include "reports/report.h"

/** Appends the list, at most `width` columns wide but for ids and lines from outside. */
void test_list_write(GString *out, const struct report *report, size_t width);
