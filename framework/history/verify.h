// SPDX-License-Identifier: MIT
#pragma once
// Checks the file of a history.
#include "framework/history/store.h"

struct history_check {
    GPtrArray *problems; // char *: what is wrong
    int64_t runs, commits, machines, series, points;
};
void history_check_clear(struct history_check *check);

/** Looks at all pages, indices and references. False and an error: it could not be read at all. */
bool history_verify(struct history *history, struct history_check *check, GError **error);
