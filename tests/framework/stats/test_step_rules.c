// SPDX-License-Identifier: MIT
// What our rule finds in series with planted steps, beside the rules of other tools. All is seeded;
// the bounds are wide. docs/history.md has the figures of many more series.
#include <criterion/criterion.h>

#include "step_trial.h"

static struct step_score run(step_rule *rule, enum noise_kind kind, double size, size_t before_end)
{
    return step_trial_run(&(struct step_trial){
        .rule = rule, .kind = kind, .size = size, .before_end = before_end, .n_series = 100});
}

Test(step_rules, call_hardly_anything_where_nothing_changed)
{
    cr_assert_leq(run(own_steps, NOISE_WHITE, 0, 0).more, 0.03);
    cr_assert_leq(run(own_steps, NOISE_BIMODAL, 0, 0).more, 0.05);
    cr_assert_leq(run(own_steps, NOISE_SPIKY, 0, 0).more, 0.15);
    cr_assert_leq(run(own_steps, NOISE_DRIFTING, 0, 0).more, 0.6);
}

Test(step_rules, find_what_is_three_times_the_noise)
{
    cr_assert_geq(run(own_steps, NOISE_WHITE, 3, 0).found, 0.9);
    cr_assert_geq(run(own_steps, NOISE_SPIKY, 3, 0).found, 0.9);
    cr_assert_geq(run(own_steps, NOISE_DRIFTING, 3, 0).found, 0.6);
    cr_assert_geq(run(own_steps, NOISE_BIMODAL, 8, 0).found, 0.9);
}

Test(step_rules, see_the_newest_commits)
{
    for (size_t before_end = 1; before_end <= 3; before_end++)
        cr_assert_geq(run(own_steps, NOISE_WHITE, 10, before_end).found, 0.9, "%zu", before_end);
}

Test(step_rules, call_less_among_spikes_than_otava_does)
{
    struct step_score own = run(own_steps, NOISE_SPIKY, 0, 0);
    struct step_score otava = run(otava_steps, NOISE_SPIKY, 0, 0);
    cr_assert_lt(own.more, otava.more);
    own = run(own_steps, NOISE_DRIFTING, 0, 0);
    otava = run(otava_steps, NOISE_DRIFTING, 0, 0);
    cr_assert_lt(own.more, otava.more);
}

Test(step_rules, find_smaller_steps_than_asv_does)
{
    double own = run(own_steps, NOISE_WHITE, 2, 0).found;
    cr_assert_gt(own, run(asv_steps, NOISE_WHITE, 2, 0).found);
    cr_assert_gt(own, run(asv_regressions, NOISE_WHITE, 2, 0).found);
}

// The oracles are what they are meant to be: both find a step that nobody can miss, where it is.
Test(step_rules, of_others_find_what_is_plain)
{
    double times[60];
    size_t at[120];
    struct random random = {3};
    for (size_t i = 0; i < 60; i++)
        times[i] = (i < 40 ? 100 : 130) + random_normal(&random);
    step_rule *const all[] = {own_steps, otava_steps, asv_steps, asv_regressions};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cr_assert_eq(all[i](times, 60, at), 1, "%zu", i);
        cr_assert_eq(at[0], 40, "%zu", i);
    }
}
