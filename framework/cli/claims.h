// SPDX-License-Identifier: MIT
#pragma once
// `--claims`: a performance test that does not depend on the machine's speed. The report shows each
// claim's verdict; here they become an exit code.
#include <glib.h>

#include "framework/cli/options.h"
#include "framework/result/run.h"

/** EXIT_NOTHING, after a word about it, where claims are asked for and no case makes one. */
int claims_require(const GPtrArray *cases, const struct options *options);

/** EXIT_CHECK_FAILED where claims are asked for and one of the run fails. */
int claims_judge(const struct run *run, const struct options *options);
