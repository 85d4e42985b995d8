// SPDX-License-Identifier: MIT
#pragma once
// The counters of counter_table.h, of this thread in user space, as far as kernel and CPU have
// them.
#include <stdbool.h>
#include <stdint.h>

#include "framework/harness/counter_table.h"

struct counts {
    uint64_t of[COUNTERS];
};

/** The name of a counter, as in the protocol. */
const char *counter_name(enum counter counter);

/** Opens the available counters, once; false where there are none. */
bool counters_open(void);

/** Whether a counter is open. */
bool counters_have(enum counter counter);

/** Reads all open ones at once, 0 for the others; false when none is open or one was not counting
 * the whole time. */
bool counters_read(struct counts *out);
