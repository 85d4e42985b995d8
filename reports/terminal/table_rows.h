// SPDX-License-Identifier: MIT
#pragma once
// The rows of a group's table.
#include "reports/report.h"
#include "reports/terminal/grid.h"
#include "reports/words/groups.h"

struct row {
    const struct result *result;
    const struct comparison *comparison; // NULL when there is none, or it must not be ranked
    bool is_reference;
    const char *unit; // of its times; NULL: automatic
    size_t place;     // in declared order, cases of one alternative together
};

/** A row for each result of the group, in the order that the report asks for; g_free() frees it. */
struct row *table_rows(const struct report *report, const struct group *group);

/**
 * Adds the columns that say which case a row is: its label; or where cases have arguments, the
 * alternative, once for all rows of it below each other, and the argument.
 */
void table_rows_name(struct grid *grid, const struct row *rows, const struct group *group);
