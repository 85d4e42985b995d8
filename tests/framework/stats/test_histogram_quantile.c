// SPDX-License-Identifier: MIT
#include "framework/stats/histogram_quantile.h"

#include <criterion/criterion.h>
#include <math.h>

static const struct histogram_bucket buckets[] = {{10, 11, 50}, {20, 21, 40}, {2048, 2050, 10}};

Test(histogram_quantile, lies_between_the_observations_next_to_its_place)
{
    cr_expect_eq(histogram_count(buckets, 3), 100);
    cr_expect_eq(histogram_quantile(buckets, 3, 0), 10);
    cr_expect_eq(histogram_quantile(buckets, 3, 0.49), 10);
    cr_expect_float_eq(histogram_quantile(buckets, 3, 0.5), 15, 1e-9, "at 50.5 of 100");
    cr_expect_eq(histogram_quantile(buckets, 3, 0.51), 20);
    cr_expect_eq(histogram_quantile(buckets, 3, 0.91), 2049, "the middle of a wide bucket");
    cr_expect_eq(histogram_quantile(buckets, 3, 1), 2049);
}

Test(histogram_quantile, of_nothing_is_not_known)
{
    cr_expect(isnan(histogram_quantile(buckets, 0, 0.5)));
}
