// SPDX-License-Identifier: MIT
#pragma once
// What the machine code does that runs most: how it computes, how it moves through memory, and
// where a simulated CPU guesses branches wrong. x86-64.
#include "framework/profile/instruction_costs.h"

/** The innermost loop that holds the instruction that ran most. */
struct hot_loop {
    char *function; // symbol; NULL: no instruction that ran most is in a loop
    unsigned line;
    double share;     // of all instructions of the program that ran
    bool is_packed;   // it computes with several numbers at once
    bool is_plain;    // one path through it, no calls, and it computes on what it reads in order
    unsigned element; // bytes of what a plain loop reads; 0: not known
    unsigned stride;  // bytes by which it moves through memory each time; 0: not known
    unsigned touched; // of them, that it reads
    double missed;    // cache misses of its reads, each time through, simulated
};

struct hot_code {
    double runs; // instructions of the program
    double scalar,
        packed; // of them, arithmetic on floating-point numbers one by one, and on several
    unsigned scalar_bytes; // of a number; 0: there is no such arithmetic
    double branches;       // conditional ones
    double mispredicted;   // of them, by a simple predictor
    char *worst_function;  // where most are mispredicted; NULL: nowhere
    unsigned worst_line;
    double worst_share; // of all that are mispredicted
    struct hot_loop loop;
};

/** False and an error where the program's code cannot be read, or is not of x86-64. */
bool hot_code_find(struct hot_code *code, const char *program, const GArray *costs, GError **error);
void hot_code_clear(struct hot_code *code);
