// SPDX-License-Identifier: MIT
#pragma once
// Measures the common cases of two sides in turn and decides them, to the exit code: what `compare`
// does with two builds, and `exec --compare` with two commands.
#include "framework/cli/sides.h"

int comparing_record(struct recording *recording, struct sides *sides);
