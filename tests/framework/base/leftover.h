// SPDX-License-Identifier: MIT
#pragma once
// Whether a program left processes behind: all of its children inherit a word in their environment.
#include <stdbool.h>

/** An environment pair, "NAME=word", that no other process carries; for the caller to free. */
char *leftover_mark(void);

/** How many processes carry the mark, after giving those that were killed a moment to die. */
unsigned leftover_count(const char *mark);

/** Whether a control group can be made for a program, asked of the system and not of benchrun. */
bool leftover_groups_are_allowed(void);
