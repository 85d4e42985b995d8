// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/looks.h"
#include "framework/stats/signed_rank.h"

Test(looks, come_by_the_root_of_two_down_to_the_first)
{
    struct looks looks = looks_plan(57);
    const size_t expected[] = {15, 21, 29, 41, 57};
    cr_assert_eq(looks.n, 5);
    for (size_t i = 0; i < 5; i++)
        cr_assert_eq(looks.at[i], expected[i]);
}

Test(looks, are_one_for_a_small_plan)
{
    struct looks looks = looks_plan(15);
    cr_assert_eq(looks.n, 1);
    cr_assert_eq(looks.at[0], 15);
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
    // 24 restarts: (17/24)^2.5 at 17, the rest at 24.
    struct looks looks = looks_plan(24);
    double first = pow(17.0 / 24, 2.5);
    cr_assert_float_eq(looks_share_at(&looks, 17, 0), first, 1e-12);
    cr_assert_float_eq(looks_share_at(&looks, 24, 0), 1 - first, 1e-12);
    cr_assert_eq(looks_share_at(&looks, 20, 0), 0);
}

// The first look of a comparison by itself, at alpha = 1 %, can call a difference.
Test(looks, begin_where_ranks_can_decide)
{
    for (size_t planned = 8; planned <= 80; planned++) {
        struct looks looks = looks_plan(planned);
        cr_expect_leq(signed_rank_least(0.01 * looks_share(&looks, 0)), looks.at[0], "of %zu",
                      planned);
    }
}

Test(looks, an_early_end_spends_what_is_left)
{
    struct looks looks = looks_plan(24);
    double first = pow(17.0 / 24, 2.5);
    cr_assert_float_eq(looks_share_at(&looks, 20, 1), 1 - first, 1e-12);
    cr_assert_float_eq(looks_share_at(&looks, 9, 1), 1, 1e-12);
    cr_assert_float_eq(looks_share_at(&looks, 27, 1), 0, 1e-12);
}
