// SPDX-License-Identifier: MIT
#include "framework/result/mean_change.h"

#include <math.h>

#include "framework/stats/student.h"

static double normal_quantile(double p)
{
    return student_quantile(p, 1e9);
}

bool run_mean_change(const struct run *run, struct mean_change *out)
{
    double sum = 0, variance = 0, drift = 0;
    unsigned n = 0;
    for (guint i = 0; run_has_sides(run) && i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        double width = log(comparison->ci95[1] / comparison->ci95[0]);
        double error = width / (2 * normal_quantile(0.975));
        if (!comparison->is_known || !isfinite(error) || !(comparison->ratio > 0))
            continue;
        sum += log(comparison->ratio);
        variance += error * error;
        drift += comparison->pairing == UNPAIRED ? log1p(comparison->margin) : 0;
        n++;
    }
    if (n < 2)
        return false;
    double half = (normal_quantile(1 - run->alpha / 2) * sqrt(variance) + drift) / n;
    *out = (struct mean_change){
        .n = n,
        .ratio = exp(sum / n),
        .interval = {exp(sum / n - half), exp(sum / n + half)},
    };
    return isfinite(out->ratio) && isfinite(half);
}
