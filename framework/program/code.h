// SPDX-License-Identifier: MIT
#pragma once
// Does a case run the same machine code in two builds? See docs/placement.md.
#include <glib.h>

#include "framework/result/case.h"

enum code_sameness {
    CODE_UNKNOWN,            // it cannot be determined
    CODE_IDENTICAL,          // byte for byte
    CODE_SAME_BUT_ADDRESSES, // the same, but at other addresses or with other padding
    CODE_DIFFERS,
};

// What of a case is compared, with the data that it refers to.
enum code_scope {
    CODE_OF_LOOP, // what its timed loop can reach
    CODE_OF_CASE, // all that runs before and after it too: its fixture, main(), constructors
};

/** A program, and how its libraries are found. */
struct code_program {
    const char *path;
    const char *library_path; // its LD_LIBRARY_PATH; NULL: none
    const char *folder;       // that it was built in, which texts in it may name; NULL: unknown
};

/** Programs, libraries and what was compared of them: each is read once, each pair compared once.
 */
struct code_index;
struct code_index *code_index_new(void);
void code_index_free(struct code_index *index);

/** CODE_IDENTICAL or CODE_SAME_BUT_ADDRESSES. */
bool code_is_same(enum code_sameness sameness);

/**
 * Compares the code of a case in two programs; in doubt it is not the same. Programs that cannot be
 * read are CODE_UNKNOWN: not ELF, stripped, for a machine other than x86-64 and aarch64, or without
 * objdump. Unless `why` is NULL, it receives the reason for "unknown" or the first difference
 * ("'helper'",
 * "'table', which 'helper' uses"), which the caller frees; NULL if the code is the same.
 */
enum code_sameness code_compare(struct code_index *index, const struct code_program programs[2],
                                const struct bench_case *bench_case, enum code_scope scope,
                                char **why);
