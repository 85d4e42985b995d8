// SPDX-License-Identifier: MIT
#include "framework/compare/restarts.h"

#include "framework/base/array.h"
#include "framework/result/summary.h"
#include "framework/stats/quantile.h"
#include "framework/stats/rank_sum.h"
#include "framework/stats/ratio.h"
#include "framework/stats/signed_rank.h"

static double log_time(const struct process *process, guint i, const struct result *result)
{
    const struct sample *sample =
        summary_counted_sample(process, i, result_disturbing_causes(result));
    return sample != NULL && sample->elapsed_ns > 0 ? log(sample_ns(sample)) : NAN;
}

// Appends the log times of both sides in the rounds of a restart that count: those in which nothing
// disturbed either side.
static void take_rounds(GArray *times[2], const struct result *base, const struct result *head,
                        guint restart, struct comparison *comparison)
{
    const struct process *of_base = g_ptr_array_index(base->processes, restart);
    const struct process *of_head = g_ptr_array_index(head->processes, restart);
    for (guint i = 0; i < MIN(of_base->samples->len, of_head->samples->len); i++) {
        double base_log = log_time(of_base, i, base);
        double head_log = log_time(of_head, i, head);
        if (!isfinite(base_log) || !isfinite(head_log)) {
            comparison->rounds_left_out++;
            continue;
        }
        comparison->rounds++;
        g_array_append_val(times[SIDE_BASE], base_log);
        g_array_append_val(times[SIDE_HEAD], head_log);
    }
}

// What a restart shows; what several do, value by value, where they have one layout of the code.
struct shown {
    double change;    // the log ratio
    double levels[2]; // the log time typical of each side
    unsigned layout;
};

static double level_of(const struct shown *shown)
{
    return (shown->levels[SIDE_BASE] + shown->levels[SIDE_HEAD]) / 2;
}

static struct shown take_restart(const struct result *base, const struct result *head,
                                 guint restart, struct comparison *comparison)
{
    g_autoptr(GArray) of_base = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) of_head = g_array_new(FALSE, FALSE, sizeof(double));
    GArray *times[] = {of_base, of_head};
    take_rounds(times, base, head, restart, comparison);
    return (struct shown){
        .change = ratio_of_restart(doubles_of(of_base), doubles_of(of_head), of_base->len),
        .levels = {interquartile_mean_of(doubles_of(of_base), of_base->len),
                   interquartile_mean_of(doubles_of(of_head), of_head->len)},
        .layout = ((const struct process *)g_ptr_array_index(head->processes, restart))->layout,
    };
}

static struct shown join(const struct shown *shown, guint n, unsigned layout)
{
    g_autofree double *changes = g_new(double, n + 1);
    g_autofree double *base = g_new(double, n + 1);
    g_autofree double *head = g_new(double, n + 1);
    size_t restarts = 0;
    for (guint i = 0; i < n; i++) {
        if (shown[i].layout != layout || !isfinite(shown[i].change))
            continue;
        changes[restarts] = shown[i].change;
        base[restarts] = shown[i].levels[SIDE_BASE];
        head[restarts++] = shown[i].levels[SIDE_HEAD];
    }
    return (struct shown){
        .change = interquartile_mean_of(changes, restarts),
        .levels = {interquartile_mean_of(base, restarts), interquartile_mean_of(head, restarts)},
    };
}

// The unit of independence is the restart; with several code layouts it is the layout, because all
// restarts of one layout share its effect. `levels` takes the log time typical of both sides.
static void take_units(const struct result *base, const struct result *head, GArray *levels,
                       struct comparison *comparison)
{
    guint n = MIN(base->processes->len, head->processes->len);
    g_autofree struct shown *shown = g_new(struct shown, n + 1);
    unsigned layouts = 0;
    for (guint i = 0; i < n; i++) {
        shown[i] = take_restart(base, head, i, comparison);
        layouts = MAX(layouts, shown[i].layout + 1);
    }
    comparison->layouts = layouts > 1 ? layouts : 0;
    for (guint unit = 0; unit < (layouts > 1 ? layouts : n); unit++) {
        struct shown one = layouts > 1 ? join(shown, n, unit) : shown[unit];
        double level = level_of(&one);
        if (!isfinite(one.change))
            continue;
        g_array_append_val(comparison->changes, one.change);
        g_array_append_val(levels, level);
        for (enum side side = SIDE_BASE; side <= SIDE_HEAD && layouts > 1; side++)
            g_array_append_val(comparison->levels[side], one.levels[side]);
    }
}

// Each side has layouts of its own, so that a layout of base is paired with any of head: ranks of
// all of them see more where layouts differ, those of the pairs where the machine changes. The
// rule that gives the shorter interval decides; DECISION_LAYOUT_SHARES pays for the choice.
static bool is_shorter_by_levels(struct comparison *comparison)
{
    double paired[2];
    double pooled[2];
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        sort_ascending(doubles_of(comparison->levels[side]), comparison->levels[side]->len);
    struct rank_sum levels = comparison_levels(comparison);
    signed_rank_interval(doubles_of(comparison->changes), comparison->changes->len, 0.2, paired);
    rank_sum_interval(&levels, 0.2, pooled);
    return pooled[1] - pooled[0] < paired[1] - paired[0];
}

static double center_of(GArray *values)
{
    sort_ascending(doubles_of(values), values->len);
    return signed_rank_center(doubles_of(values), values->len);
}

void restarts_collect(const struct result *base, const struct result *head,
                      struct comparison *comparison)
{
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(double));
    take_units(base, head, levels, comparison);
    if (levels->len == 0)
        return;
    double change = center_of(comparison->changes);
    double level = center_of(levels);
    comparison->are_ranks_pooled = comparison->layouts > 0 && is_shorter_by_levels(comparison);
    if (comparison->are_ranks_pooled) {
        struct rank_sum pooled = comparison_levels(comparison);
        change = rank_sum_shift(&pooled);
    }
    comparison->ratio = exp(change);
    comparison->times_ns[SIDE_BASE] = exp(level - change / 2);
    comparison->times_ns[SIDE_HEAD] = exp(level + change / 2);
}
