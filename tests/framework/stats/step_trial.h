// SPDX-License-Identifier: MIT
#pragma once
// What a rule finds in many series with the same kind of noise and the same planted step.
#include <math.h>
#include <stdlib.h>

#include "step_rules.h"
#include "step_series.h"

enum { STEP_TRIAL_LENGTH = 100 };

struct step_trial {
    step_rule *rule;
    enum noise_kind kind;
    double size;       // of the step, in units of the noise; 0: none
    size_t before_end; // values from the step on; 0: it is anywhere in the middle half
    size_t n_series;
};

struct step_score {
    double found; // share of the series whose step was found, at most two values off
    double more;  // other steps for each series
};

static inline struct step_score step_trial_run(const struct step_trial *trial)
{
    enum { N = STEP_TRIAL_LENGTH };
    struct random random = {42};
    double values[N];
    size_t at[2 * N];
    size_t found = 0, others = 0;
    for (size_t i = 0; i < trial->n_series; i++) {
        size_t place =
            trial->before_end > 0 ? N - trial->before_end : N / 4 + random_below(&random, N / 2);
        double size = random_below(&random, 2) ? trial->size : -trial->size;
        noise_fill(trial->kind, values, N, &random);
        plant_step(values, N, place, size);
        for (size_t k = 0; k < N; k++)
            values[k] = 100 * exp(0.01 * values[k]); // ns; a noise of 1 %
        size_t count = trial->rule(values, N, at);
        size_t hits = 0;
        for (size_t k = 0; k < count; k++)
            hits += size != 0 && labs((long)at[k] - (long)place) <= 2;
        found += hits > 0;
        others += count - hits;
    }
    return (struct step_score){(double)found / (double)trial->n_series,
                               (double)others / (double)trial->n_series};
}
