// SPDX-License-Identifier: MIT
#pragma once
// Whether the alternatives of a group, at one argument, produce the same output.
#include "framework/result/result.h"
#include "framework/runner/outputs.h"

/**
 * `{0}` is valid. The reference is the group's baseline, or its first member where it has none;
 * where that one could not be run or produces no output, the next that does takes its place.
 */
struct agreement {
    const struct result *baseline;  // the first that was taken; NULL: none yet
    const struct result *reference; // NULL: none has produced any yet
    struct outputs *expected;       // of the reference
};

/**
 * Takes the next member, the baseline first: sets the result's `check`, and refuses it where its
 * outputs differ from the reference's. The result must outlive the agreement; `outputs`, which it
 * takes over, is NULL where the case could not be run.
 */
void agreement_take(struct agreement *agreement, struct result *result, struct outputs *outputs);

void agreement_clear(struct agreement *agreement);
