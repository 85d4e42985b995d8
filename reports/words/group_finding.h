// SPDX-License-Identifier: MIT
#pragma once
// What a group comes to, in one line: the heading of its section.
#include "reports/words/groups.h"

/**
 * Of alternatives at several arguments: "radix is faster than insertion at 5 of 6 n, by up to
 * 1814x"; at one, what finding_of_alternatives() says. Of inputs the range of their times, of two
 * builds how many cases are slower and faster. Says no more than the verdicts do. Printable; the
 * caller frees it.
 */
char *finding_of_group(const struct run *run, const struct group *group);
