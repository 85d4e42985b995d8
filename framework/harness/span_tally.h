// SPDX-License-Identifier: MIT
#pragma once
// How long the spans of a label took, in memory that does not grow: 32 buckets for each doubling,
// up to 18 minutes; the last has what is longer, too.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    TALLY_STEPS = 32, // of a doubling
    TALLY_BUCKETS = TALLY_STEPS * 36,
};

struct span_tally {
    _Atomic uint64_t count, total_ns, max_ns;
    _Atomic uint64_t own_ns; // of the total: what was not spent in spans within them
    _Atomic uint32_t buckets[TALLY_BUCKETS];
};

/** Adds a duration, of which `own_ns` were not spent in spans within the span. Where several
 * threads add to one, all must say that it is shared. */
void span_tally_add(struct span_tally *tally, uint64_t ns, uint64_t own_ns, bool is_shared);

/** The same for one number. */
void span_number_add(_Atomic uint64_t *number, uint64_t more, bool is_shared);
void span_number_raise(_Atomic uint64_t *number, uint64_t least, bool is_shared);

/** Adds all of another, which others may be adding to. */
void span_tally_merge(struct span_tally *sum, struct span_tally *other);

void span_tally_clear(struct span_tally *tally);

/** The shortest duration of a bucket, in ns; of TALLY_BUCKETS, the end of the last. */
uint64_t span_tally_from_ns(unsigned bucket);

/** The duration that a share (0 to 1) of the spans do not exceed: exact to 3 %. */
uint64_t span_tally_quantile_ns(struct span_tally *tally, double share);
