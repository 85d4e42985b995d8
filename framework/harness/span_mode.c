// SPDX-License-Identifier: MIT
#include "framework/harness/span_mode.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "framework/harness/plain_text.h"

#define VARIABLE "BENCHRUN_TIMERS"

bool span_mode_is(const char *word)
{
    const char *mode = getenv(VARIABLE);
    return mode != NULL && strcmp(mode, word) == 0;
}

// A child that was forked does not say it again.
void span_mode_check(void)
{
    static atomic_flag is_checked = ATOMIC_FLAG_INIT;
    char shown[512];
    const char *mode = getenv(VARIABLE);
    if (atomic_flag_test_and_set(&is_checked) || mode == NULL || *mode == '\0' ||
        span_mode_is("off") || span_mode_is("summary"))
        return;
    plain_for_terminal(mode, shown, sizeof shown);
    dprintf(STDERR_FILENO, "benchrun: " VARIABLE " must be summary or off, not '%s'\n", shown);
}
