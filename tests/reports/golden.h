// SPDX-License-Identifier: MIT
#pragma once
// Golden files: what a report must look like, byte for byte, in tests/reports/golden/.

/**
 * Asserts that `text` is what the golden file `name` holds. With BENCHRUN_UPDATE_GOLDEN=1 in the
 * environment it is written there instead; look at the difference before committing it.
 */
void golden_check(const char *name, const char *text);
