// SPDX-License-Identifier: MIT
#pragma once
// Which of several references predicts what a case takes on another machine, and how well. Numbers
// alone.
#include <glib.h>
#include <stdbool.h>

/** The log of what a case took on machine `to`, less that of machine `from`, another one. */
struct machine_ratio {
    guint from, to;
    double log_ratio; // finite
};

struct reference_fit {
    guint reference; // the one that is chosen; the number of references: the mean of all
    double error;    // of one more machine: half an interval at 95 %, log scale
    bool is_tested;  // on machines that had no part in the choice
};

/**
 * Chooses by the ratios of machines, of which `n` (at least 1) may have the same two several times:
 * then their median counts. `levels` has for each machine the logs of its references, all finite.
 *
 * With three machines and more, each in turn is left out, a reference is chosen by the others, and
 * its error is what it says wrongly of the one that was left out (Stone 1974). So the error knows
 * that the best of several was taken. Where choosing does no better than the mean of all, the mean
 * is taken; so it is with two machines, whose error is what the mean does not explain.
 */
void reference_fit(const struct machine_ratio *ratios, guint n, const double *levels,
                   guint n_machines, guint n_references, struct reference_fit *out);
