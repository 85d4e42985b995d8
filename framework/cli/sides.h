// SPDX-License-Identifier: MIT
#pragma once
// The two sides of a comparison, base and head: programs that the user names, or revisions that are
// built for it; and the cases that they have in common.
#include "framework/build/build.h"
#include "framework/cli/conduct.h"

enum { SIDES = 2 }; // SIDE_BASE and SIDE_HEAD

struct pair {
    const struct bench_case *cases[SIDES];
};

struct sides {
    struct discovery found[SIDES];
    GPtrArray *common; // struct pair *
    // Of revisions.
    struct git_repository repository;
    struct git_range range;
    struct snapshot snapshot;
    GPtrArray *trees[SIDES]; // struct built_tree *, one for each layout
};

/** Finds, and builds where it must, both sides, and matches their cases. Returns an exit code. */
int sides_find(struct sides *sides, struct conduct *conduct);
void sides_clear(struct sides *sides);

/**
 * The programs (char *, borrowed) that hold a suite of a side in each layout, to free with
 * g_ptr_array_unref(); NULL where there is one layout.
 */
GPtrArray *sides_layouts(const struct sides *sides, enum side side, const char *suite);
