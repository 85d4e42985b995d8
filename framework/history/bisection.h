// SPDX-License-Identifier: MIT
#pragma once
// The search for the commit of a range that changed something, by halves: from a graph of commits
// and what is known of some of them to the commit that is asked about next. Nothing is kept between
// two calls, so that a search continues from what is known, however that came about.
#include <glib.h>
#include <stdbool.h>

/** What is known of a commit. */
enum bisection_mark {
    BISECTION_UNKNOWN, // it was not asked about yet
    BISECTION_GOOD,    // like the good end of the range
    BISECTION_BAD,     // like the bad end
    BISECTION_SKIPPED, // it cannot be judged
};

#define BISECTION_NONE G_MAXUINT

/** Of a commit, between a good and a bad one that it may be like; BISECTION_NONE: the good end. */
typedef enum bisection_mark bisection_mark_of(void *data, guint commit, guint good, guint bad);

/** The commits of a range, by their numbers from 0: parents come before their children. */
struct bisection_graph;
struct bisection_graph *bisection_graph_new(void);
void bisection_graph_free(struct bisection_graph *graph);

/**
 * Adds a commit with its parents, the first one first, and returns its number. One that
 * `is_outside` is the good end, or one of its ancestors that has a child in the range; its parents
 * do not matter. The last commit is the bad end.
 */
guint bisection_graph_add(struct bisection_graph *graph, const guint *parents, guint n_parents,
                          bool is_outside);

struct bisection {
    guint next;       // the commit to ask about; BISECTION_NONE: the search is over
    guint good, bad;  // what it may be like
    guint left;       // commits of which each may still be the one that is looked for
    guint steps;      // about as many more are asked about
    GArray *possible; // guint, when it is over: these `left` commits, ascending. One: it is found;
                      // none: the change is not in the range
    guint fork; // a commit outside that is like the bad end, which the last of `possible`, a merge,
                // brought, or without any the bad end began from; BISECTION_NONE: there is none
};

/**
 * How far the search is. It goes along the first parents from the bad end; where it ends at a
 * merge it continues with the commits that were merged, unless `stops_at_merges`. A commit outside
 * that the commits in question began from is asked about first, unless it is known.
 *
 * As with `git bisect`, the commit asked about is one that halves the commits in question. After
 * commits that are skipped, it is one some way off, as neighbours tend to be broken together.
 */
void bisection_find(const struct bisection_graph *graph, bool stops_at_merges,
                    bisection_mark_of *mark_of, void *data, struct bisection *out);
void bisection_clear(struct bisection *bisection);
