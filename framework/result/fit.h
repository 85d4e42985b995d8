// SPDX-License-Identifier: MIT
#pragma once
// A fit: how the time of one alternative grows with its argument.
#include <glib.h>

#include "framework/result/case.h"
#include "framework/stats/complexity.h"

// An alternative is all cases of a benchmark that differ in the argument alone.
struct fit {
    char *suite;
    char *group;
    char *name;
    char *variant; // NULL: it has one parameter
    unsigned threads;
    char *arg_name; // NULL when the argument has none
    size_t points;  // arguments that it is made from
    struct complexity_fit complexity;
};

void fit_free(struct fit *fit);

/** For hash tables of fits by alternative; fit_key() is what the fit of a case is searched by. */
guint fit_hash(gconstpointer fit);
gboolean fit_equal(gconstpointer a, gconstpointer b);
struct fit fit_key(const struct bench_case *bench_case);

/**
 * The fits (struct fit *) of all alternatives among `results`, in the order of their first cases:
 * of the medians of ranked results with an argument of 1 or more. There is none where
 * complexity_fit() says nothing.
 */
GPtrArray *fits_of(const GPtrArray *results);
