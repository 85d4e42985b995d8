// SPDX-License-Identifier: MIT
#pragma once
// Builds a program in pairs, with other macros, flags or order, and compares what its cases run.
#include "framework/program/code.h"

/** The program that `compiler` makes with these flags; each is built once for all tests. */
const char *code_pairs_build(const char *compiler, const char *flags);

struct expectation {
    const char *base;   // flags
    const char *head;   // flags
    const char *symbol; // of the case
    unsigned allowed;   // of its loop and of all of it, as below
    const char *why;    // within the reason; NULL: none is given
};

// Bits of enum code_sameness: the lower ones for what the loop can reach, then for the whole case.
#define IN_LOOP(sameness) (1u << (sameness))
#define IN_CASE(sameness) (16u << (sameness))
#define IN_BOTH(sameness) (IN_LOOP(sameness) | IN_CASE(sameness))
#define SAME (IN_BOTH(CODE_IDENTICAL) | IN_BOTH(CODE_SAME_BUT_ADDRESSES))
#define MOVED IN_BOTH(CODE_SAME_BUT_ADDRESSES)
#define DIFFERS IN_BOTH(CODE_DIFFERS)
#define UNKNOWN IN_BOTH(CODE_UNKNOWN)
#define SAME_LOOP \
    (IN_LOOP(CODE_IDENTICAL) | IN_LOOP(CODE_SAME_BUT_ADDRESSES) | IN_CASE(CODE_DIFFERS))

/** Does nothing where there is no such compiler. */
void code_pairs_check(const char *compiler, const struct expectation *expected);

/** With gcc and clang, and with gcc for aarch64. */
#define CROSS_COMPILER "aarch64-linux-gnu-gcc-12"
void code_pairs_check_all(const struct expectation *expectations, size_t n);

#define CHECK_ALL(...)                                                       \
    code_pairs_check_all((const struct expectation[]){__VA_ARGS__},          \
                         sizeof((const struct expectation[]){__VA_ARGS__}) / \
                             sizeof(struct expectation))
