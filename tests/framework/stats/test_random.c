// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/stats/random.h"

Test(random, gives_the_published_sequence)
{
    // The first outputs of SplitMix64 for the seed 1234567, as published with the algorithm.
    struct random random = {1234567};
    cr_assert_eq(random_next(&random), 6457827717110365317u);
    cr_assert_eq(random_next(&random), 3203168211198807973u);
    cr_assert_eq(random_next(&random), 9817491932198370423u);
}

Test(random, stays_in_range)
{
    struct random random = {1};
    for (int i = 0; i < 10000; i++) {
        double unit = random_unit(&random);
        cr_assert(unit >= 0 && unit < 1);
        cr_assert_lt(random_below(&random, 7), 7);
    }
}

Test(random, orders_are_permutations_and_all_occur)
{
    struct random random = {42};
    unsigned seen[6] = {0};
    for (int i = 0; i < 6000; i++) {
        size_t order[3];
        random_order(&random, order, 3);
        cr_assert_eq((1u << order[0] | 1u << order[1] | 1u << order[2]), 7u);
        seen[order[0] * 2 + (order[1] > order[2])]++;
    }
    for (int i = 0; i < 6; i++)
        cr_assert(seen[i] > 850 && seen[i] < 1150, "order %d came %u times in 6000", i, seen[i]);
}
