// SPDX-License-Identifier: MIT
#pragma once
// Warnings grouped by what they say.
#include "framework/result/run.h"

struct warning_group {
    const char *text;  // borrowed from the run
    GPtrArray *labels; // char *: ids of the cases concerned, printable; none: the run as a whole
};

/** Each distinct warning once (struct warning_group *), the run's own first. */
GPtrArray *warnings_of(const struct run *run);
