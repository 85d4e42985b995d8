// SPDX-License-Identifier: MIT
#pragma once
// What counts as a difference.
#include <stdbool.h>

enum { MOST_METRIC_MARGINS = 32 };

struct metric_margin {
    const char *metric; // its name, which outlives the thresholds
    double margin;
};

struct thresholds {
    double alpha;       // the share of false calls allowed; 0.01
    double margin;      // the smallest difference that is called; 0.005
    double same_within; // the largest difference that counts as the same; 0.02
    struct metric_margin metrics[MOST_METRIC_MARGINS]; // of metrics with one of their own
    unsigned n_metrics;
};

/** The defaults of the command line. */
struct thresholds thresholds_default(void);

/** Gives a metric a margin of its own, in place of one that it had; false: there are too many. */
bool thresholds_set_margin(struct thresholds *thresholds, const char *metric, double margin);

/** The margin that a metric has of its own; NAN: none. */
double thresholds_find_margin(const struct thresholds *thresholds, const char *metric);
