// SPDX-License-Identifier: MIT
#pragma once
// A machine in two lines, for the top of a table of results.
#include "framework/machine/machine.h"

enum { HEADLINE_COLUMNS = 80 };

/**
 * Two lines without a newline at the end, at most HEADLINE_COLUMNS wide; what does not fit is left
 * out, starting from the right:
 *
 *     AMD EPYC (Zen 4), 2 cores, 2 CPUs, KVM guest
 *     L1d 32 KiB, L2 1 MiB, L3 32 MiB; Linux 6.1; governor unknown; load 0.2
 *
 * The caller frees it.
 */
char *headline_format(const struct machine *machine);
