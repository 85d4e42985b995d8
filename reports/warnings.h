// SPDX-License-Identifier: MIT
#pragma once
// Warnings grouped by what they say.
#include "framework/result/run.h"

struct warning_group {
    char *text;
    GPtrArray *labels; // char *: ids of the cases concerned, printable; none: the run as a whole
};

/**
 * Each distinct warning once (struct warning_group *), the run's own first, why a verdict is
 * unclear last. g_ptr_array_unref() frees them.
 */
GPtrArray *warnings_of(const struct run *run);
