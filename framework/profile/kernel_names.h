// SPDX-License-Identifier: MIT
#pragma once
// What the kernel did for a thread, from addresses in it.
#include <glib.h>
#include <stdint.h>

struct kernel_names;

/** Reads the names of the kernel's functions, which only root may. */
struct kernel_names *kernel_names_new(void);
void kernel_names_free(struct kernel_names *names);

/**
 * The system call that runs, as `read (system call)`; or `page fault (kernel)`, `interrupt
 * (kernel)`; `kernel` where the names are not known. Addresses are innermost first.
 */
const char *kernel_names_find(struct kernel_names *names, const uint64_t *addresses, size_t n);
