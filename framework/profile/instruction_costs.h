// SPDX-License-Identifier: MIT
#pragma once
// What callgrind writes with --dump-instr=yes, --branch-sim=yes and --cache-sim=yes: how often each
// instruction of one program ran, and what a simulated CPU missed there.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum cost {
    COST_RUNS,
    COST_FIRST_LEVEL, // misses of the data cache next to the core
    COST_BRANCHES,    // conditional ones
    COST_MISPREDICTED,
    COSTS
};

struct instruction_cost {
    uint64_t address; // in the program's file
    unsigned line;    // of its source; 0: unknown
    double counts[COSTS];
};

/** Costs by address (struct instruction_cost); to free with g_hash_table_unref(). */
GHashTable *instruction_costs_new(void);

/**
 * Adds what a file says of the program with a file name. False and an error where it is not a
 * file of that kind.
 */
bool instruction_costs_add(GHashTable *costs, const char *text, const char *program,
                           GError **error);

/** All of them by ascending address (struct instruction_cost); to free with g_array_unref(). */
GArray *instruction_costs_sorted(GHashTable *costs);
