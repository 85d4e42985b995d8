// SPDX-License-Identifier: MIT
#pragma once
// Warnings, grouped by what they say.
#include "framework/result/run.h"

struct warning_group {
    char *text;
    GPtrArray *labels; // char *: ids of the cases concerned, printable; none: the run as a whole
};

/**
 * Each distinct warning once, the run's own first, why a verdict is unclear last (struct
 * warning_group *). Those of cases that differ in numbers alone are together, with the range of
 * the numbers: "in 2 to 5 of 5 processes". g_ptr_array_unref() frees them.
 */
GPtrArray *warnings_of(const struct run *run);
/** What it says and the first of the cases that it concerns; printable only if the warning was. */
char *warning_text(const struct warning_group *warning);
