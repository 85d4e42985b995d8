// SPDX-License-Identifier: MIT
#include "framework/harness/histogram.h"

#include <criterion/criterion.h>

static struct histogram histogram;

// The bucket that a duration falls into.
static unsigned bucket_of(uint64_t ns)
{
    unsigned bucket = 0;
    histogram_clear(&histogram);
    histogram_add(&histogram, ns);
    while (bucket < HISTOGRAM_BUCKETS && histogram.counts[bucket] == 0)
        bucket++;
    return bucket;
}

Test(histogram, keeps_three_digits)
{
    for (uint64_t ns = 1; ns < (uint64_t)1 << 42; ns = ns * 3 / 2 + 1) {
        unsigned bucket = bucket_of(ns);
        uint64_t from = histogram_from_ns(bucket);
        uint64_t to = histogram_from_ns(bucket + 1);
        cr_expect(from <= ns && ns < to, "%lu is not in [%lu, %lu)", ns, from, to);
        cr_expect(to - from == 1 || (to - from) * 1000 <= from, "[%lu, %lu) is too wide", from, to);
    }
}

Test(histogram, has_no_gaps_where_buckets_get_wider)
{
    for (unsigned bucket = 0; bucket + 1 < HISTOGRAM_BUCKETS; bucket++) {
        cr_expect_lt(histogram_from_ns(bucket), histogram_from_ns(bucket + 1));
        cr_expect_eq(bucket_of(histogram_from_ns(bucket + 1) - 1), bucket);
        bucket += bucket > 5000 ? 997 : 0; // the rest is alike
    }
}

Test(histogram, keeps_what_is_too_long)
{
    histogram_clear(&histogram);
    histogram_add(&histogram, UINT64_MAX);
    cr_expect_eq(histogram.n_over, 1);
    cr_expect_eq(histogram.most_ns, UINT64_MAX);
    cr_expect_eq(histogram.counts[HISTOGRAM_BUCKETS - 1], 1);
}
