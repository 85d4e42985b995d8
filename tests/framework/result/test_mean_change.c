// SPDX-License-Identifier: MIT
#include "framework/result/mean_change.h"

#include <criterion/criterion.h>
#include <math.h>

static struct comparison *add(struct run *run, double ratio, double half)
{
    struct comparison *comparison = comparison_new("case", "case");
    comparison->is_known = true;
    comparison->ratio = ratio;
    comparison->ci95[0] = ratio / exp(half);
    comparison->ci95[1] = ratio * exp(half);
    g_ptr_array_add(run->comparisons, comparison);
    return comparison;
}

static struct run *new_run(void)
{
    struct run *run = run_new();
    run->base_name = g_strdup("base");
    run->alpha = 0.01;
    return run;
}

// The standard error of the mean of two with half-widths 1.96 s is s / sqrt(2).
Test(mean_change, is_the_geometric_mean_with_its_interval)
{
    g_autoptr(Run) run = new_run();
    struct mean_change mean;
    add(run, 2, 0.0195996398);
    add(run, 0.5, 0.0195996398);
    cr_assert(run_mean_change(run, &mean));
    cr_expect_eq(mean.n, 2);
    cr_expect_float_eq(mean.ratio, 1, 1e-12);
    cr_expect_float_eq(log(mean.interval[1]), 2.5758293 * 0.01 / sqrt(2), 1e-6);
    cr_expect_float_eq(log(mean.interval[0]), -2.5758293 * 0.01 / sqrt(2), 1e-6);
}

Test(mean_change, leaves_out_what_is_not_known)
{
    g_autoptr(Run) run = new_run();
    struct mean_change mean;
    add(run, 1.1, 0.01);
    add(run, 7, 0.01)->is_known = false;
    add(run, 7, NAN);
    cr_expect_not(run_mean_change(run, &mean));
    add(run, 1.1, 0.01);
    cr_assert(run_mean_change(run, &mean));
    cr_expect_eq(mean.n, 2);
    cr_expect_float_eq(mean.ratio, 1.1, 1e-12);
}

Test(mean_change, of_separate_runs_may_all_be_drift)
{
    g_autoptr(Run) run = new_run();
    struct mean_change mean;
    for (unsigned i = 0; i < 2; i++) {
        struct comparison *comparison = add(run, 1.01, 0);
        comparison->pairing = UNPAIRED;
        comparison->margin = 0.04;
    }
    cr_assert(run_mean_change(run, &mean));
    cr_expect_float_eq(mean.interval[0], 1.01 / 1.04, 1e-9);
    cr_expect_float_eq(mean.interval[1], 1.01 * 1.04, 1e-9);
}

Test(mean_change, is_of_builds_alone)
{
    g_autoptr(Run) run = new_run();
    struct mean_change mean;
    add(run, 1.1, 0.01);
    add(run, 1.1, 0.01);
    g_clear_pointer(&run->base_name, g_free);
    cr_expect_not(run_mean_change(run, &mean));
}
