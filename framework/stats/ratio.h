// SPDX-License-Identifier: MIT
#pragma once
// The ratio of two arms from paired samples, with the restart as the unit of independence. The
// method, its sources and how it was chosen: docs/method.md.
#include <stdbool.h>
#include <stddef.h>

/** One quartet (ABBA or BAAB): for each arm the natural logarithm of its faster sample. */
struct quartet {
    double base; // log of ns per iteration
    double head;
    unsigned restart; // never decreasing along an array of quartets
};

struct ratio_estimate {
    double log_ratio;       // log(head / base): above 0 head is slower
    double standard_error;  // of log_ratio
    double df;              // effective degrees of freedom, at most restarts - 1
    double plain_log_ratio; // mean of the restarts' median log ratios, with restarts - 1 degrees
    double plain_error;     // standard error of that
    size_t restarts;        // that held a quartet
    size_t quartets;
};

/** The fewest restarts that an estimate is made from. */
enum { RATIO_LEAST_RESTARTS = 5 };

/**
 * Estimates the ratio from `n` quartets in the order in which they were measured; false when they
 * come from fewer than RATIO_LEAST_RESTARTS restarts, or memory runs out.
 */
bool ratio_estimate(const struct quartet *quartets, size_t n, struct ratio_estimate *out);

/**
 * Estimates the ratio of two arms that were measured apart, each from the logarithms of what its
 * processes read: Welch's t (1947), with a variance added for how far a machine drifts between two
 * runs (`log_drift`, a standard deviation), of which the samples themselves can tell nothing. False
 * with fewer than RATIO_LEAST_RESTARTS processes of an arm.
 */
bool ratio_estimate_unpaired(const double *base, size_t n_base, const double *head, size_t n_head,
                             double log_drift, struct ratio_estimate *out);

/**
 * The p-value of "there is no difference", two-sided. `share` is the share of alpha that this look
 * at the data may spend, 1 for the only look.
 */
double ratio_p(const struct ratio_estimate *estimate, double share);

/**
 * The interval of the log ratio at the level 1 - alpha over all looks: what the estimate's interval
 * and the plain one have in common, at nine tenths and one tenth of alpha. The plain one is wider,
 * but keeps its width where few restarts carry the estimate, so that large differences show.
 */
void ratio_interval(const struct ratio_estimate *estimate, double share, double alpha,
                    double interval[2]);

/** The smallest slowdown, as a log ratio, that is called with a probability of 0.8. */
double ratio_detectable(const struct ratio_estimate *estimate, double share, double alpha,
                        double log_margin);
