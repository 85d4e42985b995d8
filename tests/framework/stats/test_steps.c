// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "framework/stats/steps.h"
#include "step_series.h"

enum { N = 60, SERIES = 40 };

// Of which the noise is 1, unless a test says otherwise.
struct sample {
    double values[N], errors[N], deviations[N];
    struct step steps[N];
    struct steps_series series;
};

static void sample_init(struct sample *sample, enum noise_kind kind, uint64_t seed)
{
    struct random random = {seed};
    noise_fill(kind, sample->values, N, &random);
    sample->series = (struct steps_series){.n = N,
                                           .values = sample->values,
                                           .least_noise = 0.01,
                                           .steps = sample->steps,
                                           .deviations = sample->deviations};
}

static double judge(struct sample *sample)
{
    cr_assert(steps_find(&sample->series, 1));
    return steps_judge(&sample->series, 1, 0.05);
}

Test(steps, are_where_they_were_planted)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 11);
    plant_step(sample.values, N, 20, 8);
    plant_step(sample.values, N, 45, -5);
    double level = judge(&sample);
    cr_assert_eq(sample.series.n_steps, 2);
    const struct step *up = &sample.steps[0], *down = &sample.steps[1];
    cr_assert_eq(up->at, 20);
    cr_assert_eq(up->begin, 0);
    cr_assert_eq(up->end, 45);
    cr_assert_eq(down->at, 45);
    cr_assert_eq(down->end, N);
    cr_assert_leq(up->p, level);
    cr_assert_leq(down->p, level);
    cr_assert(up->interval[0] < 8 && up->interval[1] > 8, "%g %g", up->interval[0],
              up->interval[1]);
    cr_assert(down->interval[0] < -5 && down->interval[1] > -5);
    cr_assert(up->interval[0] < up->change && up->change < up->interval[1]);
}

Test(steps, are_not_single_values_that_return)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 2);
    sample.values[0] += 30;
    sample.values[17] += 30;
    sample.values[40] -= 50;
    sample.values[41] += 50;
    judge(&sample);
    cr_assert_eq(sample.series.n_steps, 0);
}

Test(steps, may_be_what_the_last_value_alone_shows)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 3);
    plant_step(sample.values, N, N - 1, -12);
    double level = judge(&sample);
    cr_assert_eq(sample.series.n_steps, 1);
    cr_assert_eq(sample.steps[0].at, N - 1);
    cr_assert(sample.steps[0].is_last_alone);
    cr_assert_float_eq(sample.steps[0].p, 1.0 / N, 1e-12); // as far off as none of 59 before it
    cr_assert_leq(sample.steps[0].p, level);
    cr_assert(sample.steps[0].interval[0] < -12 && sample.steps[0].interval[1] > -12);
}

// A series that had such spikes before knows better.
Test(steps, that_the_last_value_shows_are_doubtful_among_spikes)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 3);
    for (size_t i = 5; i < N - 5; i += 16)
        sample.values[i] += 14;
    plant_step(sample.values, N, N - 1, 12);
    double level = judge(&sample);
    cr_assert_eq(sample.series.n_steps, 1);
    cr_assert_float_eq(sample.steps[0].p, 5.0 / N, 1e-12); // four of 59, and itself
    cr_assert_gt(sample.steps[0].p, level);
}

Test(steps, begin_at_a_spike_as_high_as_what_follows)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 4);
    plant_step(sample.values, N, 30, 10);
    sample.values[30] += 25; // the first one after it, and a spike
    judge(&sample);
    cr_assert_eq(sample.series.n_steps, 1);
    cr_assert_eq(sample.steps[0].at, 30);
}

Test(steps, begin_before_a_spike_back_to_where_they_came_from)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 4);
    plant_step(sample.values, N, 30, -9);
    sample.values[31] += 15;
    judge(&sample);
    cr_assert_eq(sample.series.n_steps, 1);
    cr_assert_eq(sample.steps[0].at, 30);
}

Test(steps, of_counts_without_noise_are_found_however_small)
{
    struct sample sample = {0};
    sample_init(&sample, NOISE_WHITE, 5);
    for (size_t i = 0; i < N; i++)
        sample.values[i] = i < 25 ? 3 : 3.05;
    double level = judge(&sample);
    cr_assert_eq(sample.series.n_steps, 1);
    cr_assert_eq(sample.steps[0].at, 25);
    cr_assert_leq(sample.steps[0].p, level);
    cr_assert_float_eq(sample.steps[0].change, 0.05, 1e-9);
}

Test(steps, of_values_that_are_known_badly_count_less)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 6);
    sample.series.errors = sample.errors;
    for (size_t i = 0; i < N; i++)
        sample.errors[i] = 0.5;
    plant_step(sample.values, N, N - 3, 6);
    judge(&sample);
    cr_assert_eq(sample.series.n_steps, 1);
    for (size_t i = N - 3; i < N; i++)
        sample.errors[i] = 20;
    judge(&sample);
    cr_assert_eq(sample.series.n_steps, 0);
}

// What the measurement itself says of its noise is the least.
Test(steps, are_no_smaller_than_the_intervals_let_them_be)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 7);
    plant_step(sample.values, N, 30, 4);
    judge(&sample);
    cr_assert_eq(sample.series.n_steps, 1);
    sample.series.errors = sample.errors;
    for (size_t i = 0; i < N; i++)
        sample.errors[i] = i % 7 == 0 ? NAN : 100;
    judge(&sample);
    cr_assert_eq(sample.series.n_steps, 0);
    cr_assert_geq(sample.series.noise, 100);
}

Test(steps, of_too_few_values_are_none)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 8);
    for (size_t n = 0; n <= 3; n++) {
        sample.series.n = n;
        double level = judge(&sample);
        cr_assert_eq(sample.series.n_steps, 0, "%zu", n);
        cr_assert_float_eq(level, 0.05, 1e-12);
    }
}

Test(steps, are_the_same_for_the_same_seed)
{
    struct sample a, b;
    sample_init(&a, NOISE_SPIKY, 9);
    plant_step(a.values, N, 33, 3);
    sample_init(&b, NOISE_SPIKY, 9);
    plant_step(b.values, N, 33, 3);
    judge(&a);
    judge(&b);
    cr_assert_eq(a.series.n_steps, b.series.n_steps);
    for (size_t i = 0; i < a.series.n_steps; i++)
        cr_assert_eq(a.steps[i].p, b.steps[i].p);
}

static struct sample many[SERIES];

// Where all series together have not been as far off, one that is is no longer 1 in 60.
Test(steps, at_the_end_are_judged_by_the_noise_of_all_series)
{
    struct steps_series series[SERIES];
    for (size_t i = 0; i < SERIES; i++) {
        sample_init(&many[i], NOISE_WHITE, 100 + i);
        if (i == 7)
            plant_step(many[i].values, N, N - 1, 15);
        cr_assert(steps_find(&many[i].series, i));
        series[i] = many[i].series;
    }
    double level = steps_judge(series, SERIES, 0.05);
    cr_assert_eq(series[7].n_steps, 1);
    cr_assert_lt(series[7].steps[0].p, 0.001);
    cr_assert_leq(series[7].steps[0].p, level);
    size_t called = 0;
    for (size_t i = 0; i < SERIES; i++)
        for (size_t k = 0; k < series[i].n_steps; k++)
            called += series[i].steps[k].p <= level;
    cr_assert_eq(called, 1);
}

Test(steps, cost_work_that_is_counted)
{
    struct sample sample;
    sample_init(&sample, NOISE_WHITE, 10);
    judge(&sample);
    size_t quiet = sample.series.work;
    plant_step(sample.values, N, 30, 10);
    judge(&sample);
    cr_assert_gt(quiet, 0);
    cr_assert_gt(sample.series.work, quiet);
    // Some segmentations, and a hundred permutations of a step that is clear.
    cr_assert_lt(sample.series.work, 6 * 2 * N * N / 2 + 101 * 2 * N);
}
