// SPDX-License-Identifier: MIT
#include "framework/compare/restarts.h"

#include "framework/base/array.h"
#include "framework/result/summary.h"
#include "framework/stats/quantile.h"
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
    double change; // the log ratio
    double level;  // the log time typical of both sides
    unsigned layout;
};

static struct shown take_restart(const struct result *base, const struct result *head,
                                 guint restart, struct comparison *comparison)
{
    g_autoptr(GArray) of_base = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) of_head = g_array_new(FALSE, FALSE, sizeof(double));
    GArray *times[] = {of_base, of_head};
    take_rounds(times, base, head, restart, comparison);
    return (struct shown){
        .change = ratio_of_restart(doubles_of(of_base), doubles_of(of_head), of_base->len),
        .level = (interquartile_mean_of(doubles_of(of_base), of_base->len) +
                  interquartile_mean_of(doubles_of(of_head), of_head->len)) /
                 2,
        .layout = ((const struct process *)g_ptr_array_index(head->processes, restart))->layout,
    };
}

static struct shown join(const struct shown *shown, guint n, unsigned layout)
{
    g_autofree double *changes = g_new(double, n + 1);
    g_autofree double *levels = g_new(double, n + 1);
    size_t restarts = 0;
    for (guint i = 0; i < n; i++) {
        if (shown[i].layout != layout || !isfinite(shown[i].change))
            continue;
        changes[restarts] = shown[i].change;
        levels[restarts++] = shown[i].level;
    }
    return (struct shown){
        .change = interquartile_mean_of(changes, restarts),
        .level = interquartile_mean_of(levels, restarts),
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
        if (!isfinite(one.change))
            continue;
        g_array_append_val(comparison->changes, one.change);
        g_array_append_val(levels, one.level);
    }
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
    comparison->ratio = exp(change);
    comparison->times_ns[SIDE_BASE] = exp(level - change / 2);
    comparison->times_ns[SIDE_HEAD] = exp(level + change / 2);
}
