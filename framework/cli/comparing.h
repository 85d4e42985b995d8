// SPDX-License-Identifier: MIT
#pragma once
// Measures the common cases of two sides in turn and decides them, to the exit code, as `compare`
// does.
#include "framework/cli/sides.h"

int comparing_record(struct recording *recording, struct sides *sides);
