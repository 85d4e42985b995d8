// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <glib.h>
#include <math.h>

#include "reports/terminal/bars.h"

static void expect_share(double share, const char *wanted)
{
    g_autofree char *bar = bar_of_share(share);
    cr_expect_str_eq(bar, wanted, "%g: '%s'", share, bar);
}

Test(bars, of_a_share)
{
    expect_share(1, "████████");
    expect_share(0.5, "████");
    expect_share(0.45, "███▋");
    expect_share(1e-9, "▏");
    expect_share(7, "████████");
    expect_share(-1, "▏");
    expect_share(NAN, "");
}

static void expect_change(double log_ratio, const char *wanted)
{
    g_autofree char *bar = bar_of_change(log_ratio, 0.1);
    cr_expect_str_eq(bar, wanted, "%g: '%s'", log_ratio, bar);
}

Test(bars, of_a_change)
{
    expect_change(0, "    │");
    expect_change(0.001, "    │");
    expect_change(0.0125, "    │▌");
    expect_change(0.025, "    │█");
    expect_change(0.0375, "    │█▌");
    expect_change(0.1, "    │████");
    expect_change(3, "    │████");
    expect_change(-0.0125, "   ▐│");
    expect_change(-0.0375, "  ▐█│");
    expect_change(-9, "████│");
    expect_change(NAN, "");
    expect_change(INFINITY, "");
}
