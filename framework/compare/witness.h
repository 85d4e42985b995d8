// SPDX-License-Identifier: MIT
#pragma once
// What machine code and instruction counts testify beside a verdict on times.
#include "framework/program/code.h"
#include "framework/result/comparison.h"

/**
 * The words beside a verdict, for the caller to free; NULL where there is nothing to say. Counts
 * are instructions per iteration of base and head; NAN or 0: not known. Counts within 0.1 % are the
 * same.
 *
 * `placement`: a difference that the case's code cannot explain, as it is the same in both.
 */
char *witness_words(enum verdict verdict, enum code_sameness sameness, double base_instructions,
                    double head_instructions);
