// SPDX-License-Identifier: MIT
#pragma once
// What other flags of the compiler bring: the working tree is built with them, and a case of all
// builds is measured in turn.
#include "framework/cli/discovery.h"
#include "framework/cli/recording.h"
#include "framework/explain/evidence.h"

/** With --dry-run: prints how the working tree would be built for that. Returns an exit code. */
int explain_flags_preview(struct recording *recording);

/**
 * Fills in `builds` of the evidence, or why they are not known: without a build command in
 * benchrun.ini there are none.
 */
void explain_flags_measure(struct evidence *evidence, struct recording *recording,
                           const struct discovery *discovery, const struct bench_case *bench_case);
