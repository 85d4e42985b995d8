// SPDX-License-Identifier: MIT
#pragma once
// The system calls that threads wait in.
#include <stdbool.h>

/** Its name; NULL: it is none of those that wait. */
const char *system_call_name(long number);

/**
 * Whether a stop, though no handler of a signal ran, makes it return EINTR (signal(7)): who stops a
 * thread has to start it again.
 */
bool system_call_is_cut_short(long number);
