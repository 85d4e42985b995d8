// SPDX-License-Identifier: MIT
#pragma once
// What makes the times of a machine doubtful, and what to do about it.
#include <glib.h>
#include <stdbool.h>

#include "framework/machine/machine.h"

struct advice {
    char *cause;      // "the frequency governor is 'powersave'"
    char *mend;       // "sudo cpupower frequency-set -g performance"
    bool is_standing; // how the machine is set up: worth saying only where results suffered
};

/**
 * The advice for `machine` as a GPtrArray of struct advice, most serious first, often empty:
 * unknown facts give no advice. Depends only on `machine`. Free it with g_ptr_array_unref().
 */
GPtrArray *advice_list(const struct machine *machine);
