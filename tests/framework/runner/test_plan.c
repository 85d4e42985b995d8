// SPDX-License-Identifier: MIT
#include "framework/runner/plan.h"

#include <criterion/criterion.h>
#include <math.h>

static struct arm *add(struct plan *plan, const char *name, bool is_baseline, double time_s)
{
    struct bench_case bench_case = {.suite = (char *)"s",
                                    .group = (char *)"g",
                                    .name = (char *)name,
                                    .threads = 1,
                                    .is_baseline = is_baseline,
                                    .time_s = time_s};
    struct launch launch = {.program = "s", .cpu = -1, .timeout_s = 1};
    return plan_add(plan, &bench_case, &launch);
}

Test(plan, has_the_marked_baseline_else_the_first)
{
    struct plan *plan = plan_new(1);
    cr_expect_null(plan_baseline(plan));
    struct arm *first = add(plan, "a", false, 0);
    cr_expect_eq(plan_baseline(plan), first);
    struct arm *marked = add(plan, "b", true, 0);
    cr_expect_eq(plan_baseline(plan), marked);
    plan_free(plan);
}

Test(plan, adds_up_the_budgets_of_its_arms)
{
    struct settings settings = {.time_s = 2};
    struct plan *plan = plan_new(1);
    cr_expect_eq(plan_budget_s(plan, &settings), 0);
    add(plan, "a", false, 0);
    add(plan, "b", false, 0.5);
    cr_expect_eq(plan_budget_s(plan, &settings), 2.5);
    plan_free(plan);
}

Test(plan, keeps_a_copy_of_the_case)
{
    struct plan *plan = plan_new(1);
    char name[] = "a";
    struct arm *arm = add(plan, name, false, 0);
    name[0] = 'z';
    cr_expect_str_eq(arm->result->bench_case->name, "a");
    plan_free(plan);
}

Test(plan, restarts_as_often_as_the_budget_bears)
{
    struct settings settings = {.processes = 30};
    cr_expect_eq(plan_restarts(&settings, 3, 0.001), 30);
    cr_expect_eq(plan_restarts(&settings, 3, 0.1), 15);
    cr_expect_eq(plan_restarts(&settings, 3, 1), 5);
    cr_expect_eq(plan_restarts(&settings, 0, 1), 5);
    cr_expect_eq(plan_restarts(&settings, 3, 0), 30);
}

Test(plan, restarts_as_the_user_says_where_that_is_few)
{
    struct settings settings = {.processes = 2};
    cr_expect_eq(plan_restarts(&settings, 0.001, 100), 2);
}

Test(plan, restarts_by_slice_where_no_number_is_given)
{
    struct settings settings = {.slice_s = 0.012, .sure_restarts = 15};
    cr_expect_eq(plan_restarts(&settings, 1, 0.003), 66);
    // A restart measures at least 1.5 times as long as it sets up.
    cr_expect_eq(plan_restarts(&settings, 1, 0.01), 40);
    cr_expect_eq(plan_restarts(&settings, 1, 10), 15);
    cr_expect_eq(plan_restarts(&settings, 1000, 0), 500);
}

Test(plan, restarts_as_often_as_a_decision_takes)
{
    struct settings settings = {.processes = 20, .sure_restarts = 15};
    cr_expect_eq(plan_restarts(&settings, 1, 10), 15);
    settings.processes = 10; // as asked
    cr_expect_eq(plan_restarts(&settings, 1, 10), 10);
    settings = (struct settings){.slice_s = 0.012, .sure_restarts = 15};
    cr_expect_eq(plan_restarts(&settings, 1, 10), 15);
}

Test(plan, of_commands_has_a_restart_for_each_round_where_they_are_slow)
{
    struct settings settings = {.slice_s = 0.03, .are_commands = true};
    cr_expect_eq(plan_restarts(&settings, 63, 0.97), 63);
    cr_expect_eq(plan_restarts(&settings, 3, 0.02), 60);
    cr_expect_eq(plan_restarts(&settings, 3, 10), PLAN_LEAST_RESTARTS);
}

Test(plan, has_a_few_restarts_however_long_they_take)
{
    struct settings settings = {.fewest_restarts = 3};
    cr_expect_not(plan_is_spent(&settings, 1, 100, 1));
    cr_expect_not(plan_is_spent(&settings, 1, 200, 2));
    cr_expect(plan_is_spent(&settings, 1, 300, 3));
}

Test(plan, goes_on_beyond_its_budget_until_a_clear_case_is_decided)
{
    struct settings settings = {.least_restarts = 8, .sure_restarts = 15};
    cr_expect_not(plan_is_spent(&settings, 1, 0.9, 100));
    cr_expect_not(plan_is_spent(&settings, 1, 1.1, 14));
    cr_expect(plan_is_spent(&settings, 1, 1.1, 15));
    cr_expect_not(plan_is_spent(&settings, 1, 3.5, 7), "the eighth decides");
    cr_expect(plan_is_spent(&settings, 1, 3.5, 8));
    cr_expect(plan_is_spent(&settings, 1, 3.5, 2), "eight would take 14 s");
    settings = (struct settings){0}; // nothing is compared
    cr_expect_not(plan_is_spent(&settings, 1, 1.1, 4));
    cr_expect(plan_is_spent(&settings, 1, 1.1, 5));
    cr_expect(plan_is_spent(&settings, 1, 3.5, 1));
}

Test(plan, samples_last_as_long_as_the_clock_of_their_own_suite_needs)
{
    const struct settings settings = {.sample_ns = 250000};
    const struct bench_case coarse = {.clock_resolution_ns = 1e6};
    const struct bench_case fine = {.clock_resolution_ns = 20};
    const struct bench_case unknown = {.clock_resolution_ns = NAN};
    cr_expect_eq(plan_sample_ns(&settings, &coarse), 1e9);
    cr_expect_eq(plan_sample_ns(&settings, &fine), 250000);
    cr_expect_eq(plan_sample_ns(&settings, &unknown), 250000);
}

Test(plan, of_each_arm_but_the_first_makes_a_comparison)
{
    g_autoptr(GPtrArray) plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    cr_expect_eq(plans_comparisons(plans), 0);
    for (unsigned arms = 0; arms <= 3; arms++) {
        struct plan *plan = plan_new(1);
        for (unsigned i = 0; i < arms; i++)
            add(plan, "a", false, 0);
        g_ptr_array_add(plans, plan);
    }
    cr_expect_eq(plans_comparisons(plans), 3);
}
