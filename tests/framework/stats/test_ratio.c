// SPDX-License-Identifier: MIT
#include "framework/stats/ratio.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/random.h"
#include "tests/framework/stats/random_normal.h"

enum { ROUNDS = 60 };

Test(ratio, is_found_where_there_is_no_noise)
{
    static const double ratios[] = {0.01, 0.5, 0.999, 1, 1.001, 1.05, 2, 100};
    for (size_t r = 0; r < sizeof ratios / sizeof *ratios; r++)
        for (size_t n = 1; n <= ROUNDS; n++) {
            double base[ROUNDS], head[ROUNDS];
            for (size_t i = 0; i < n; i++) {
                base[i] = log(100);
                head[i] = log(100 * ratios[r]);
            }
            cr_expect_float_eq(ratio_of_restart(base, head, n), log(ratios[r]), 1e-12);
        }
}

Test(ratio, is_not_known_without_a_round)
{
    cr_expect(isnan(ratio_of_restart(NULL, NULL, 0)));
}

// Of one block, by hand: the differences 3 to -3, each as often as a sum of two dice.
Test(ratio, is_the_middle_of_all_differences_in_a_block)
{
    const double base[] = {0, 1, 2, 3};
    const double head[] = {0, 1, 2, 30};
    // -3, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 2, 27, 28, 29, 30: the middle eight.
    cr_expect_float_eq(ratio_of_restart(base, head, 4), (-1 - 1 + 0 + 0 + 0 + 1 + 1 + 2) / 8.0,
                       1e-12);
}

static void draw(struct random *random, double *base, double *head)
{
    for (size_t i = 0; i < ROUNDS; i++) {
        base[i] = 0.002 * random_normal(random);
        head[i] = 0.002 * random_normal(random);
    }
}

Test(ratio, turns_round_when_the_sides_are_exchanged)
{
    struct random random = {11};
    double base[ROUNDS], head[ROUNDS];
    for (size_t n = 1; n <= ROUNDS; n++) {
        draw(&random, base, head);
        cr_expect_float_eq(ratio_of_restart(base, head, n), -ratio_of_restart(head, base, n),
                           1e-15);
    }
}

// A machine that gets slower while it measures, or slows for a while, slows both sides.
Test(ratio, does_not_take_drift_for_a_change)
{
    double base[ROUNDS], head[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        double base_first = i % 2 == 0; // BAAB
        base[i] = 0.001 * (double)(2 * i) + 0.001 * (1 - base_first) + (i > 40 ? 0.7 : 0);
        head[i] = 0.001 * (double)(2 * i) + 0.001 * base_first + (i > 40 ? 0.7 : 0);
    }
    cr_expect_float_eq(ratio_of_restart(base, head, ROUNDS), 0, 1e-12);
}

Test(ratio, is_hardly_moved_by_single_late_samples)
{
    struct random random = {12};
    double base[ROUNDS], head[ROUNDS];
    draw(&random, base, head);
    double before = ratio_of_restart(base, head, ROUNDS);
    for (size_t i = 0; i < ROUNDS; i += 10)
        head[i] += log(20);
    double after = ratio_of_restart(base, head, ROUNDS);
    cr_expect(fabs(after - before) < 0.0015, "moved by %g", after - before);
}

// Base always 2.738 ns; head 2.709 ns in 40 % of the samples, else 2.805: 2.5 % slower by its
// median, 1 % by its mean, though its fastest samples are faster.
Test(ratio, of_two_speeds_is_the_typical_one)
{
    struct random random = {13};
    double sum = 0;
    for (unsigned trial = 0; trial < 100; trial++) {
        double base[ROUNDS], head[ROUNDS];
        draw(&random, base, head);
        for (size_t i = 0; i < ROUNDS; i++)
            head[i] += log((random_below(&random, 10) < 4 ? 2.709 : 2.805) / 2.738);
        double ratio = ratio_of_restart(base, head, ROUNDS);
        cr_expect(ratio > 0, "%g", ratio);
        sum += ratio;
    }
    cr_expect(sum / 100 > log(1.01) && sum / 100 < log(1.025), "mean %g", sum / 100);
}

// As the share of the slow speed grows, so does the ratio: there is no step from one to the other.
Test(ratio, grows_smoothly_with_the_share_of_a_speed)
{
    double last = 0;
    for (size_t slow = 0; slow <= ROUNDS; slow += 2) {
        double base[ROUNDS], head[ROUNDS];
        for (size_t i = 0; i < ROUNDS; i++) {
            base[i] = 0;
            head[i] = i * 37 % ROUNDS < slow ? 0.02 : 0; // spread over all blocks
        }
        double ratio = ratio_of_restart(base, head, ROUNDS);
        cr_expect(ratio >= last && ratio <= last + 0.002, "%zu slow: %g after %g", slow, ratio,
                  last);
        last = ratio;
    }
    cr_expect_float_eq(last, 0.02, 1e-12);
}
