// SPDX-License-Identifier: MIT
#include "framework/harness/meeting.h"

#include <sched.h>

// Spinning keeps the start of all within a fraction of a microsecond; yielding lets one run whose
// CPU another has.
void meeting_wait(struct meeting *meeting)
{
    unsigned spins = 0;
    atomic_fetch_add(&meeting->arrived, 1);
    while (atomic_load(&meeting->arrived) < meeting->n && !atomic_load(&meeting->is_broken))
        if (++spins % 1000 == 0)
            sched_yield();
}
