// SPDX-License-Identifier: MIT
#pragma once
// The most memory that this process had resident at once, as the kernel counts it: all of it,
// whoever allocated it, without what nobody touched.
#include <stdbool.h>

/** Starts anew from what is resident now; false where the kernel cannot (Linux 4.0 and later do).
 */
bool peak_memory_reset(void);

/** The peak since then, in bytes; NAN where it is unknown. */
double peak_memory_bytes(void);
