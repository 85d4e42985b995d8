// SPDX-License-Identifier: MIT
#pragma once
// What about a machine makes its times doubtful, and what to do about it.
#include <glib.h>

#include "framework/machine/machine.h"

struct advice {
    char *cause; // "the frequency governor is 'powersave'"
    char *mend;  // "sudo cpupower frequency-set -g performance"
};

/**
 * The advice for `machine` as a GPtrArray of struct advice, the gravest first, mostly empty: what
 * is unknown gives none. Depends on `machine` alone. The caller frees it with g_ptr_array_unref().
 */
GPtrArray *advice_list(const struct machine *machine);
