// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/multiplicity.h"

// The example of Benjamini and Hochberg (1995), section 4.2: at 0.05 four of fifteen are rejected.
static double published[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                             0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};

Test(multiplicity, rejects_as_published)
{
    double level = suite_level(published, 15, 0.05);
    cr_assert_float_eq(level, 0.05 * 4 / 15, 1e-12);
}

Test(multiplicity, of_one_is_alpha_itself)
{
    double one[] = {0.7};
    cr_assert_float_eq(suite_level(one, 1, 0.01), 0.01, 1e-15);
    cr_assert_float_eq(suite_level(NULL, 0, 0.01), 0.01, 1e-15);
}

Test(multiplicity, shares_alpha_where_nothing_is_rejected)
{
    double none[] = {0.5, 0.9, 0.3, 0.2};
    cr_assert_float_eq(suite_level(none, 4, 0.01), 0.0025, 1e-15);
}

Test(multiplicity, leaves_out_what_has_no_p)
{
    double some[] = {NAN, 0.001, NAN, 0.9};
    cr_assert_float_eq(suite_level(some, 4, 0.01), 0.005, 1e-15);
}

Test(multiplicity, of_equal_values_rejects_all_or_none)
{
    double equal[] = {0.02, 0.5, 0.02, 0.02};
    cr_assert_float_eq(suite_level(equal, 4, 0.05), 0.05 * 3 / 4, 1e-15);
}
