// SPDX-License-Identifier: MIT
#pragma once
// Does a case run the same machine code in two builds? See docs/placement.md.
//
// The comparison covers the functions reachable from the case's body and from the functions that
// its options name (setup, teardown), and the data that these functions refer to. It does not cover
// the library's own bench_*(), the contents of shared libraries, and values that other code
// (constructors, main) writes into variables beforehand.
#include <glib.h>

#include "framework/result/case.h"

enum code_sameness {
    CODE_UNKNOWN,            // it cannot be determined
    CODE_IDENTICAL,          // byte for byte
    CODE_SAME_BUT_ADDRESSES, // the same, but at other addresses or with other padding
    CODE_DIFFERS,
};

struct code_map;

/**
 * Reads a program's code. NULL and an error if that is impossible: not an ELF program, stripped,
 * for a machine other than x86-64, or objdump is missing.
 */
struct code_map *code_map_read(const char *program, GError **error);
void code_map_free(struct code_map *map);

/**
 * Compares the code of a case in two programs; in doubt it is not the same. Either map may be NULL,
 * which gives CODE_UNKNOWN. Unless `why` is NULL, it receives the reason for "unknown" or the first
 * difference ("'helper'", "'table', which 'helper' uses"), which the caller frees; NULL if the code
 * is the same.
 */
enum code_sameness code_compare(const struct code_map *base, const struct code_map *head,
                                const struct bench_case *bench_case, char **why);
