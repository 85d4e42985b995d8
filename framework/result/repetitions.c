// SPDX-License-Identifier: MIT
#include "framework/result/repetitions.h"

#include "framework/base/array.h"
#include "framework/result/summary.h"
#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"

static struct repetition repeat(const struct process *process, unsigned excluded)
{
    struct repetition repetition = {.median_ns = NAN};
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < process->samples->len; i++) {
        const struct sample *sample = &g_array_index(process->samples, struct sample, i);
        double ns = sample_ns(sample);
        if (sample->causes & excluded)
            continue;
        g_array_append_val(times, ns);
        repetition.iterations += sample->iterations;
    }
    repetition.median_ns = median_of(doubles_of(times), times->len);
    return repetition;
}

struct repetitions repetitions_of(const struct result *result)
{
    struct repetitions all = {.each = g_array_new(FALSE, FALSE, sizeof(struct repetition))};
    g_autoptr(GArray) medians = g_array_new(FALSE, FALSE, sizeof(double));
    unsigned excluded = summary_excluded_causes(result);
    for (guint p = 0; p < result->processes->len; p++) {
        struct repetition repetition = repeat(g_ptr_array_index(result->processes, p), excluded);
        if (isnan(repetition.median_ns))
            continue;
        g_array_append_val(all.each, repetition);
        g_array_append_val(medians, repetition.median_ns);
        all.iterations += repetition.iterations;
    }
    double *values = doubles_of(medians);
    all.mean_ns = mean(values, medians->len);
    all.stddev_ns = standard_deviation(values, medians->len);
    all.median_ns = median_of(values, medians->len);
    return all;
}

void repetitions_clear(struct repetitions *repetitions)
{
    g_clear_pointer(&repetitions->each, g_array_unref);
}
