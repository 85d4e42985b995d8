// SPDX-License-Identifier: MIT
#pragma once
// Memory fresh from the kernel, zeroed and untouched. malloc() keeps what was freed below a size
// that it learns, so that what an allocation costs would depend on the ones before.
#include <stddef.h>

/** `n_bytes` at a multiple of 64. Ends the program when there is no memory: it never is NULL. */
void *pages_new(size_t n_bytes);

/** Gives the memory back to the kernel; nothing for NULL. */
void pages_free(void *memory);
