// SPDX-License-Identifier: MIT
#pragma once
// A machine in two lines, to stand above a table of results.
#include "framework/machine/machine.h"

enum { HEADLINE_COLUMNS = 80 };

/**
 * Two lines without a newline at the end, HEADLINE_COLUMNS wide at most; what does not fit is left
 * out from the right:
 *
 *     AMD EPYC (Zen 4), 2 cores, 2 CPUs, KVM guest
 *     L1d 32 KiB, L2 1 MiB, L3 32 MiB; Linux 6.1; governor unknown; load 0.2
 *
 * The caller frees it.
 */
char *headline_format(const struct machine *machine);
