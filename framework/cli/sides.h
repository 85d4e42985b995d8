// SPDX-License-Identifier: MIT
#pragma once
// The two sides of a comparison, base and head: programs that the user names, or revisions that are
// built for it; and the cases that they have in common.
#include "framework/base/lookup.h"
#include "framework/cli/building.h"
#include "framework/cli/recording.h"

enum { SIDES = 2 }; // base and head

struct pair {
    const struct bench_case *cases[SIDES];
};

/** Finds the pair of a case's id in `common`. */
extern const struct lookup_key pair_by_id;

struct sides {
    struct discovery found[SIDES];
    GPtrArray *common; // struct pair *
    // Of revisions.
    struct building building;
    struct git_range range;
    GPtrArray *trees[SIDES]; // struct built_tree *, one for each layout
    guint first_layout;      // of them; what is before was built as it is
};

/**
 * Finds, and builds where it must, both sides, and matches their cases. Returns an exit code; with
 * --dry-run EXIT_DRY.
 */
int sides_find(struct sides *sides, struct recording *recording);

/** The same of two programs, by which the sides are called. */
int sides_find_programs(struct sides *sides, struct recording *recording, const char *base,
                        const char *head);

/** Says in a run what its sides are called. */
void sides_name(struct run *run, const char *base, const char *head);

void sides_clear(struct sides *sides);

/**
 * The programs (char *, borrowed) that hold a suite of a side in each layout, to free with
 * g_ptr_array_unref(); NULL where there is one layout.
 */
GPtrArray *sides_layouts(const struct sides *sides, enum side side, const char *suite);

/** Whether the sides are built, so that they can be built in layouts. */
bool sides_are_built(const struct sides *sides);

/** Builds both sides in n layouts in all, which sides_layouts() finds from now on. Returns an exit
 * code. */
int sides_build_layouts(struct sides *sides, const struct recording *recording, unsigned n);

/** The folder in the cache that a side was built in; NULL: the user named its programs. */
const char *sides_folder(const struct sides *sides, enum side side);

/** How the worker of a side's case is started. */
struct launch sides_launch(const struct recording *recording, enum side side,
                           const struct bench_case *bench_case);

/** What measures a pair in turn; each side's workers start from its `copies`. */
struct plan *sides_plan(const struct sides *sides, const struct recording *recording,
                        const struct pair *pair, struct fresh_copies *const copies[SIDES],
                        uint64_t seed);

/** What the options say of how a comparison of builds is judged; replaces what the run had. */
void sides_take_options(struct run *run, const struct options *options);

/** The exit code of a comparison: what --fail-on names, or what its results' statuses ask for. */
int sides_judge(const struct recording *recording);
