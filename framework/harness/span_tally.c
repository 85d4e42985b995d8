// SPDX-License-Identifier: MIT
#include "framework/harness/span_tally.h"

#define RELAXED memory_order_relaxed

enum { STEP_BITS = 5 }; // of TALLY_STEPS

void span_number_add(_Atomic uint64_t *number, uint64_t more, bool is_shared)
{
    if (is_shared)
        atomic_fetch_add_explicit(number, more, RELAXED);
    else
        atomic_store_explicit(number, atomic_load_explicit(number, RELAXED) + more, RELAXED);
}

void span_number_raise(_Atomic uint64_t *number, uint64_t least, bool is_shared)
{
    uint64_t former = atomic_load_explicit(number, RELAXED);
    while (former < least) {
        if (!is_shared)
            atomic_store_explicit(number, least, RELAXED);
        if (!is_shared || atomic_compare_exchange_weak(number, &former, least))
            return;
    }
}

// One for each ns below 64, which is where the steps of a doubling become longer than that.
static unsigned bucket_of(uint64_t ns)
{
    if (ns < 2 * TALLY_STEPS)
        return (unsigned)ns;
    unsigned shift = 63 - (unsigned)__builtin_clzll(ns) - STEP_BITS;
    unsigned bucket = shift * TALLY_STEPS + (unsigned)(ns >> shift);
    return bucket < TALLY_BUCKETS ? bucket : TALLY_BUCKETS - 1;
}

uint64_t span_tally_from_ns(unsigned bucket)
{
    if (bucket < 2 * TALLY_STEPS)
        return bucket;
    unsigned shift = bucket / TALLY_STEPS - 1;
    return (uint64_t)(TALLY_STEPS + bucket % TALLY_STEPS) << shift;
}

void span_tally_add(struct span_tally *tally, uint64_t ns, uint64_t own_ns, bool is_shared)
{
    _Atomic uint32_t *bucket = &tally->buckets[bucket_of(ns)];
    span_number_add(&tally->count, 1, is_shared);
    span_number_add(&tally->total_ns, ns, is_shared);
    span_number_add(&tally->own_ns, own_ns, is_shared);
    span_number_raise(&tally->max_ns, ns, is_shared);
    if (is_shared)
        atomic_fetch_add_explicit(bucket, 1, RELAXED);
    else
        atomic_store_explicit(bucket, atomic_load_explicit(bucket, RELAXED) + 1, RELAXED);
}

void span_tally_merge(struct span_tally *sum, struct span_tally *other)
{
    if (atomic_load_explicit(&other->count, RELAXED) == 0)
        return; // its memory may never have been touched
    span_number_add(&sum->count, atomic_load_explicit(&other->count, RELAXED), false);
    span_number_add(&sum->total_ns, atomic_load_explicit(&other->total_ns, RELAXED), false);
    span_number_add(&sum->own_ns, atomic_load_explicit(&other->own_ns, RELAXED), false);
    span_number_raise(&sum->max_ns, atomic_load_explicit(&other->max_ns, RELAXED), false);
    for (unsigned i = 0; i < TALLY_BUCKETS; i++)
        sum->buckets[i] += atomic_load_explicit(&other->buckets[i], RELAXED);
}

void span_tally_clear(struct span_tally *tally)
{
    if (atomic_load_explicit(&tally->count, RELAXED) == 0)
        return;
    atomic_store_explicit(&tally->count, 0, RELAXED);
    atomic_store_explicit(&tally->total_ns, 0, RELAXED);
    atomic_store_explicit(&tally->max_ns, 0, RELAXED);
    atomic_store_explicit(&tally->own_ns, 0, RELAXED);
    for (unsigned i = 0; i < TALLY_BUCKETS; i++)
        atomic_store_explicit(&tally->buckets[i], 0, RELAXED);
}

// Within a bucket, durations are taken to be spread evenly.
uint64_t span_tally_quantile_ns(struct span_tally *tally, double share)
{
    uint64_t n = 0, below = 0;
    for (unsigned i = 0; i < TALLY_BUCKETS; i++)
        n += tally->buckets[i];
    if (n == 1)
        return tally->max_ns;
    double rank = share * (double)n;
    for (unsigned i = 0; i < TALLY_BUCKETS; i++) {
        uint64_t own = tally->buckets[i];
        if (own > 0 && (double)(below + own) >= rank) {
            double from_ns = (double)span_tally_from_ns(i);
            double width_ns = (double)span_tally_from_ns(i + 1) - from_ns;
            double ns = from_ns + width_ns * (rank - (double)below) / (double)own;
            return ns < (double)tally->max_ns ? (uint64_t)ns : tally->max_ns;
        }
        below += own;
    }
    return 0;
}
