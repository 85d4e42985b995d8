// SPDX-License-Identifier: MIT
#pragma once
// What machine code and instruction counts say about a verdict on times.
#include "framework/program/code.h"
#include "framework/result/comparison.h"

/**
 * Whether a difference in time is the same code's at another address: the counts, where both are
 * known, are the same too.
 */
bool witness_is_same_code(enum code_sameness sameness, double base_instructions,
                          double head_instructions);

/**
 * The words next to a verdict, which the caller frees; NULL if there is nothing to say. The counts
 * are instructions per iteration of base and head; NAN or 0: unknown. Counts within 0.1 % are the
 * same.
 */
char *witness_words(enum verdict verdict, enum code_sameness sameness, double base_instructions,
                    double head_instructions);
