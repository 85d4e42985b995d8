// SPDX-License-Identifier: MIT
#pragma once
// Where the threads of a case wait for each other before the timed loop.
#include <stdatomic.h>

struct meeting {
    unsigned n; // threads
    atomic_uint arrived;
    atomic_bool is_broken; // one of them will not come
};

/** Waits until all have arrived, or one will not. */
void meeting_wait(struct meeting *meeting);
