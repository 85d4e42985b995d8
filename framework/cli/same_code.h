// SPDX-License-Identifier: MIT
#pragma once
// Which cases of a comparison run the same code on both sides.
#include "framework/cli/sides.h"
#include "framework/program/code.h"

/** Programs are read when the first case of them is asked for, each once. */
struct same_code {
    const struct options *options;
    const struct sides *sides;
    struct code_index *index;
    bool starts_alike; // both sides have the same arguments and environment, LD_LIBRARY_PATH aside
};

void same_code_init(struct same_code *same_code, const struct options *options,
                    const struct sides *sides);
void same_code_clear(struct same_code *same_code);

/**
 * CODE_UNKNOWN also where the same code is started in two ways. Unless `why` is NULL, it receives
 * what code_compare() says.
 */
enum code_sameness same_code_find(const struct same_code *same_code, const struct pair *pair,
                                  enum code_scope scope, char **why);

/**
 * Puts the plans of the sides' common cases, which are in their order, so that those come last that
 * run the same code in both builds; with --only-changed these are not measured, and get results
 * that say so.
 */
bool same_code_sort(const struct same_code *same_code, struct recording *recording,
                    const struct sides *sides, GPtrArray *plans, GError **error);
