// SPDX-License-Identifier: MIT
#pragma once
// Measures the common cases of two sides in turn and decides them, to the exit code: what `compare`
// does with two builds, and `exec --compare` with two commands.
#include "framework/cli/sides.h"

int comparing_record(struct recording *recording, struct sides *sides);

/** Describes and prepares the recording, which `argv` began, before that. */
int comparing_record_found(struct recording *recording, struct sides *sides, char **argv);

/**
 * Measures and decides likewise, and looks at the code, but neither saves nor presents anything.
 * Ends early when the ratios are distinguished from `apart_from`, as early_stop_is_apart() has it.
 */
int comparing_measure(struct recording *recording, struct sides *sides, double apart_from);
