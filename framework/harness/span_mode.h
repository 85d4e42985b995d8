// SPDX-License-Identifier: MIT
#pragma once
// BENCHRUN_TIMERS: what timers print.
#include <stdbool.h>

/** Whether it is this word. */
bool span_mode_is(const char *word);

/** Says on stderr, once, if it is a word that means nothing. */
void span_mode_check(void);
