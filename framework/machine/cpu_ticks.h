// SPDX-License-Identifier: MIT
#pragma once
// One CPU's line of /proc/stat (proc(5)): where its time went since boot, in ticks of USER_HZ.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu_ticks {
    uint64_t busy;  // for programs, the kernel, interrupts and other guests (steal)
    uint64_t idle;  // waiting for I/O included
    uint64_t steal; // the hypervisor ran something else
    bool has_steal; // the kernel has a column for it
};

/**
 * The ticks of `cpu` in `length` bytes of /proc/stat; false, and no `out`, where its whole line is
 * not there or it is not made of numbers.
 */
bool cpu_ticks_parse(const char *stat, size_t length, unsigned cpu, struct cpu_ticks *out);
