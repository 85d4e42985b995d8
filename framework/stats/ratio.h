// SPDX-License-Identifier: MIT
#pragma once
// The ratio of two arms from paired samples. The unit of independence is the restart, one start of
// all arms. docs/method.md describes the method, its sources and how it was chosen.
#include <stdbool.h>
#include <stddef.h>

/** One quartet (ABBA or BAAB): for each side, the natural logarithm of its faster sample. */
struct quartet {
    double base; // log of ns per iteration
    double head;
    unsigned restart; // never decreases along an array of quartets
};

struct ratio_estimate {
    double log_ratio;       // log(head / base): above 0 head is slower
    double standard_error;  // of log_ratio
    double df;              // effective degrees of freedom, at most restarts - 1
    double plain_log_ratio; // mean of the restarts' median log ratios; its df is restarts - 1
    double plain_error;     // its standard error
    size_t restarts;        // with at least one quartet
    size_t quartets;
};

/** The fewest restarts for an estimate. */
enum { RATIO_LEAST_RESTARTS = 5 };

/**
 * Estimates the ratio from `n` quartets in the order in which they were measured. False if they
 * come from fewer than RATIO_LEAST_RESTARTS restarts, or memory runs out.
 */
bool ratio_estimate(const struct quartet *quartets, size_t n, struct ratio_estimate *out);

/**
 * Estimates the ratio of two arms that were measured in separate runs, from the logarithms of the
 * times of their processes: Welch's t (1947), with a variance added for the drift of a machine
 * between two runs (`log_drift`, a standard deviation), which the samples cannot show. False with
 * fewer than RATIO_LEAST_RESTARTS processes on a side.
 */
bool ratio_estimate_unpaired(const double *base, size_t n_base, const double *head, size_t n_head,
                             double log_drift, struct ratio_estimate *out);

/**
 * The two-sided p-value of "there is no difference". `share` is the share of alpha that this look
 * at the data may spend; 1 for the only look.
 */
double ratio_p(const struct ratio_estimate *estimate, double share);

/**
 * The interval of the log ratio at the level 1 - alpha over all looks: the intersection of the
 * estimate's interval at nine tenths of alpha and the plain one at one tenth. The plain one is
 * wider, but keeps its width if few restarts carry the estimate, so that large differences show.
 */
void ratio_interval(const struct ratio_estimate *estimate, double share, double alpha,
                    double interval[2]);

/** The smallest slowdown, as a log ratio, that is called with a probability of 0.8. */
double ratio_detectable(const struct ratio_estimate *estimate, double share, double alpha,
                        double log_margin);
