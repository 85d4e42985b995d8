// SPDX-License-Identifier: MIT
#include "framework/profile/sampling_cost.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sys/wait.h>

// Where other programs run, too little may be left of the first attempts.
static struct sampling_cost measure(unsigned stack_bytes)
{
    enum { ATTEMPTS = 20 };
    struct sampling_cost cost = {0};
    const struct perf_options options = {
        .rate_hz = 997, .stack_bytes = stack_bytes, .starts_with_exec = true};
    for (int i = 0; i < ATTEMPTS; i++)
        if (sampling_cost_measure(&options, &cost))
            return cost;
    cr_assert_fail("no attempt measured it");
    return cost;
}

// From less than an interrupt can take to more than there is between two samples.
Test(sampling_cost, is_what_an_interrupt_may_take)
{
    struct sampling_cost cost = measure(8192);
    cr_expect(cost.interval_ns[0] <= cost.sample_ns && cost.sample_ns <= cost.interval_ns[1]);
    cr_expect_gt(cost.interval_ns[1], 100);
    cr_expect_lt(cost.interval_ns[0], 1e6);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "the child is still there");
}

Test(sampling_cost, is_not_known_where_sampling_is_refused)
{
    struct sampling_cost cost = {.sample_ns = 1};
    const struct perf_options nonsense = {.rate_hz = 997, .stack_bytes = 12345};
    cr_expect_not(sampling_cost_measure(&nonsense, &cost));
    cr_expect_eq(cost.sample_ns, 1);
}

// 1,000 samples of 20 us each in 1.02 s: without them it would have been 1 s.
Test(sampling_cost, is_a_share_of_the_time_without_it)
{
    cr_expect_float_eq(sampling_cost_overhead(20e3, 1000, 1.02e9), 0.02, 1e-12);
    cr_expect_eq(sampling_cost_overhead(20e3, 0, 1e9), 0);
    cr_expect(isnan(sampling_cost_overhead(20e3, 1000, 20e6)));
    cr_expect(isnan(sampling_cost_overhead(20e3, 0, 0)));
}
