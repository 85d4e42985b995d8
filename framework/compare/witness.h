// SPDX-License-Identifier: MIT
#pragma once
// What machine code and instruction counts say about a verdict on times.
#include "framework/program/code.h"
#include "framework/result/comparison.h"

struct evidence {
    enum code_sameness code; // of what the timed loop can reach
    bool has_other_fixture;  // that is the same, but not what runs before it
    bool has_layouts;        // each side was measured in several
    double instructions[2];  // per iteration of base and head; NAN or 0: unknown
};

/**
 * Whether a difference in time is the same code's at another address: the counts, where both are
 * known, are the same too.
 */
bool witness_is_same_code(const struct evidence *evidence);

/**
 * The words next to a verdict, which the caller frees; NULL if there is nothing to say. Counts
 * within 0.1 % are the same.
 */
char *witness_words(enum verdict verdict, const struct evidence *evidence);
