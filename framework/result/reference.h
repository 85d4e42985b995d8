// SPDX-License-Identifier: MIT
#pragma once
// A reference: how long a kernel of a kind that every machine runs took meanwhile. What is measured
// on one machine is compared with another by it (framework/history/across.h).
#include <glib.h>
#include <stdbool.h>

/** The kernels of framework/harness/doctor/kernels.c that a run measures. */
enum { REFERENCES = 8 };
extern const char *const reference_names[REFERENCES];

/** Times are ns of an iteration; NAN where not known. */
struct reference {
    char *name;
    GArray *samples_ns; // double, in the order in which they were taken
    double median_ns;
    double interval_ns[2]; // of the median, at 95 %
};

struct reference *reference_new(const char *name);
void reference_free(struct reference *reference);

/** The reference of a name among others (struct reference *); NULL: there is none. */
struct reference *references_find(const GPtrArray *references, const char *name);

/** Adds a sample to the reference of a name, which is added where it is new. */
void references_take(GPtrArray *references, const char *name, double sample_ns);

/**
 * The median of all samples, and the interval between two of them that holds it in 95 % of cases,
 * whatever their distribution (the order statistics by the sign test, normal approximation). Of few
 * samples, these are the smallest and the largest; one has no interval.
 */
void reference_summarise(struct reference *reference);

/** Adds all samples of `from`, which were taken on the same machine, to `into`. */
void references_pool(GPtrArray *into, const GPtrArray *from);
