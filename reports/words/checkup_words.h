// SPDX-License-Identifier: MIT
#pragma once
// What a look at a machine found, in words. The caller frees every text, and escapes it.
#include "framework/machine/checkup.h"

/** "2 warnings, 1 hint, 3 not known, 14 fine". */
char *checkup_summary(const struct checkup *checkup);

/** "/proc/loadavg: 3.10 2.00 1.00 4/500 1234"; NULL where nothing was read. */
char *checkup_evidence(const struct symptom *symptom);
