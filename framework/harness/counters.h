// SPDX-License-Identifier: MIT
#pragma once
// Hardware counters of this thread in user space, where the kernel and the CPU give them.
#include <stdbool.h>
#include <stdint.h>

struct counts {
    uint64_t cycles;
    uint64_t instructions;
};

/** Opens the counters once; false, for good, where they cannot be had. */
bool counters_open(void);

/** Reads both at once; false when they are not open or did not run the whole time. */
bool counters_read(struct counts *out);
