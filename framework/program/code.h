// SPDX-License-Identifier: MIT
#pragma once
// Is the machine code that a case runs the same in two builds? docs/placement.md.
//
// Looked at are the functions that can be reached from the case's body and from the functions that
// its options name (set-up, tear-down), and the data that these functions refer to. Not looked at:
// the library's own bench_*(), what stands behind the names of shared libraries, and what other
// code (constructors, main) writes into variables before.
#include <glib.h>

#include "framework/result/case.h"

enum code_sameness {
    CODE_UNKNOWN,            // it cannot be told
    CODE_IDENTICAL,          // byte for byte
    CODE_SAME_BUT_ADDRESSES, // the same instructions and data, at other places or padded otherwise
    CODE_DIFFERS,
};

struct code_map;

/**
 * Reads a program's code. NULL and an error where it cannot be had: no ELF program, stripped, for a
 * machine other than x86-64, no objdump.
 */
struct code_map *code_map_read(const char *program, GError **error);
void code_map_free(struct code_map *map);

/**
 * Compares what a case runs in two programs; in doubt it is not the same. Either map may be NULL,
 * which is CODE_UNKNOWN. Why it is unknown or what differs first goes to `why`, unless that is
 * NULL, for the caller to free: "'helper'", "'table', which 'helper' uses"; NULL where it is the
 * same.
 */
enum code_sameness code_compare(const struct code_map *base, const struct code_map *head,
                                const struct bench_case *bench_case, char **why);
