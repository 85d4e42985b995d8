// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/stats/looks.h"

Test(looks, halve_the_plan_down_to_the_first)
{
    struct looks looks = looks_plan(80);
    const size_t expected[] = {10, 20, 40, 80};
    cr_assert_eq(looks.n, 4);
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(looks.at[i], expected[i]);
}

Test(looks, are_one_for_a_small_plan)
{
    struct looks looks = looks_plan(10);
    cr_assert_eq(looks.n, 1);
    cr_assert_eq(looks.at[0], 10);
    cr_assert_float_eq(looks_share(&looks, 0), 1, 1e-12);
    looks = looks_plan(1);
    cr_assert_eq(looks.n, 1);
}

Test(looks, shares_sum_to_one)
{
    for (size_t planned = 1; planned < 300; planned++) {
        struct looks looks = looks_plan(planned);
        double sum = 0;
        for (size_t i = 0; i < looks.n; i++)
            sum += looks_share(&looks, i);
        cr_assert_float_eq(sum, 1, 1e-12, "planned %zu", planned);
    }
}

Test(looks, spend_little_early)
{
    // 20 restarts: 0.5^2.5 at 10, the rest at 20.
    struct looks looks = looks_plan(20);
    cr_assert_float_eq(looks_share_at(&looks, 10, 0), 0.17677669529663687, 1e-12);
    cr_assert_float_eq(looks_share_at(&looks, 20, 0), 1 - 0.17677669529663687, 1e-12);
    cr_assert_eq(looks_share_at(&looks, 15, 0), 0);
}

Test(looks, an_early_end_spends_what_is_left)
{
    struct looks looks = looks_plan(20);
    cr_assert_float_eq(looks_share_at(&looks, 15, 1), 1 - 0.17677669529663687, 1e-12);
    cr_assert_float_eq(looks_share_at(&looks, 9, 1), 1, 1e-12);
    cr_assert_float_eq(looks_share_at(&looks, 23, 1), 0, 1e-12);
}
