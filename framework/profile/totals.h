// SPDX-License-Identifier: MIT
#pragma once
// What follows from a profile's values: inclusive ones of nodes, what each function has, with
// recursion counted once, and what values of different passes need to be compared.
#include "framework/profile/profile.h"

/** A node's value with those of all below it, for each node; to free with g_free(). */
double *totals_of_nodes(const struct profile *profile, guint metric);

/** Adds to each node's value those of all below it. */
void totals_add_up(const struct profile *profile, double *values);

/** A node, and whether no other of its kind leads to it. */
typedef void totals_visitor(guint node, bool is_outermost, void *data);

/** Visits all nodes but the root, each after the one that leads to it. Kinds are below `n_kinds`.
 */
void totals_visit(const struct profile *profile, const guint *kinds, guint n_kinds,
                  totals_visitor *visit, void *data);

/** What a function has of one metric, over all paths. */
struct total {
    guint function;
    double self;
    double inclusive; // with all that it called, where it called itself once
    double primitive; // its own, without those nodes that a call of itself leads to
};

/** Of each function, by index (struct total). */
GArray *totals_of_functions(const struct profile *profile, guint metric);

/**
 * The order of tables, for sorting struct total: the largest self value first, then the largest
 * inclusive one, then by function.
 */
int totals_compare_self(const void *a, const void *b);

/** The value of the whole: that of the root with all below it. */
double totals_of_all(const struct profile *profile, guint metric);

/**
 * The samples that a metric is made of, and the iterations that its values are of: those of all
 * passes of its name. NAN: it has none.
 */
double totals_samples(const struct profile *profile, guint metric);
double totals_iterations(const struct profile *profile, guint metric);

/**
 * What makes values of a metric those of as many iterations as another's: 1 where neither has any,
 * NAN where one of them has none.
 */
double totals_scale(const struct profile *profile, guint metric, guint other);

/** Whether any of n values is not 0. */
bool totals_have_any(const double *values, guint n);

/**
 * The 95 % interval of a share that k of n samples found (Wilson 1927), both from 0 to 1. NAN
 * where n is 0.
 */
void totals_share_interval(double k, double n, double interval[2]);
