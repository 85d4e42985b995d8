// SPDX-License-Identifier: MIT
#pragma once
// One CPU's line of /proc/stat (proc(5)): where its time went since boot, in ticks of USER_HZ.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu_ticks {
    uint64_t busy;  // programs, the kernel, interrupts and other guests (steal)
    uint64_t idle;  // including waiting for I/O
    uint64_t steal; // the hypervisor ran something else
    bool has_steal; // whether the kernel has a column for it
};

/**
 * The ticks of `cpu` in `length` bytes of /proc/stat; false, with `out` unchanged, if its line is
 * missing, incomplete or not made of numbers.
 */
bool cpu_ticks_parse(const char *stat, size_t length, unsigned cpu, struct cpu_ticks *out);
