// SPDX-License-Identifier: MIT
#include "framework/compare/processes.h"

#include "framework/base/array.h"
#include "framework/result/summary.h"
#include "framework/stats/quantile.h"
#include "framework/stats/rank_sum.h"
#include "framework/stats/signed_rank.h"

// Two runs of one suite on one quiet virtual machine, an hour or a day apart, differ by 1.5 %
// (standard deviation; docs/accuracy.md): by more than this in one of a hundred.
static const double drift = 0.04;

// The typical log time of each process, ascending: the interquartile mean of its samples.
static void take_levels(const struct result *result, GArray *levels)
{
    unsigned causes = result_disturbing_causes(result);
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        g_array_set_size(times, 0);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct sample *sample = summary_counted_sample(process, i, causes);
            double time = sample != NULL ? log(sample_ns(sample)) : NAN;
            if (isfinite(time))
                g_array_append_val(times, time);
        }
        double level = interquartile_mean_of(doubles_of(times), times->len);
        if (isfinite(level))
            g_array_append_val(levels, level);
    }
    sort_ascending(doubles_of(levels), levels->len);
}

// The log time of the empty loop in each process, ascending.
static GArray *take_floors(const struct result *result)
{
    GArray *floors = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint p = 0; p < result->processes->len; p++) {
        double floor =
            log(((const struct process *)g_ptr_array_index(result->processes, p))->floor_ns);
        if (isfinite(floor))
            g_array_append_val(floors, floor);
    }
    sort_ascending(doubles_of(floors), floors->len);
    return floors;
}

// How much the empty loop, whose code is the same in both, changed: as a ratio less 1.
static double drift_of_floors(const struct result *base, const struct result *head)
{
    g_autoptr(GArray) of_base = take_floors(base);
    g_autoptr(GArray) of_head = take_floors(head);
    struct rank_sum floors = {doubles_of(of_base), of_base->len, doubles_of(of_head), of_head->len};
    return expm1(fabs(rank_sum_shift(&floors)));
}

void processes_collect(const struct result *base, const struct result *head,
                       struct comparison *comparison)
{
    GArray *of_base = comparison->levels[SIDE_BASE];
    GArray *of_head = comparison->levels[SIDE_HEAD];
    take_levels(base, of_base);
    take_levels(head, of_head);
    comparison->margin = fmax(comparison->margin, fmax(drift, drift_of_floors(base, head)));
    if (of_base->len == 0 || of_head->len == 0)
        return;
    struct rank_sum levels = comparison_levels(comparison);
    double change = rank_sum_shift(&levels);
    double level = (signed_rank_center(levels.base, levels.n_base) +
                    signed_rank_center(levels.head, levels.n_head)) /
                   2;
    comparison->ratio = exp(change);
    comparison->times_ns[SIDE_BASE] = exp(level - change / 2);
    comparison->times_ns[SIDE_HEAD] = exp(level + change / 2);
}
