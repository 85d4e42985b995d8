// SPDX-License-Identifier: MIT
#pragma once
// What machine code and instruction counts say about a verdict on times.
#include "framework/program/code.h"
#include "framework/result/comparison.h"

/**
 * The words next to a verdict, which the caller frees; NULL if there is nothing to say. The counts
 * are instructions per iteration of base and head; NAN or 0: unknown. Counts within 0.1 % are the
 * same.
 *
 * `placement`: a difference that the case's code cannot explain, because it is the same in both.
 */
char *witness_words(enum verdict verdict, enum code_sameness sameness, double base_instructions,
                    double head_instructions);
