// SPDX-License-Identifier: MIT
#include "framework/compare/metric_changes.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/compare/decision.h"
#include "framework/stats/quantile.h"
#include "framework/stats/signed_rank.h"

static bool is_judged(const struct metric *base, const struct metric *head)
{
    bool are_sampled = base->is_paired && head->is_paired &&
                       base->per_process->len == head->per_process->len &&
                       head->per_process->len > 0;
    return head->better != BETTER_UNKNOWN && strcmp(base->unit, head->unit) == 0 &&
           isfinite(base->value) && isfinite(head->value) &&
           ((base->is_exact && head->is_exact) || are_sampled);
}

// Each restart's change: a log ratio; of counts that may be 0 a difference, as a share of what all
// have in the middle.
static void collect_restarts(const struct metric *base, const struct metric *head,
                             struct metric_change *change)
{
    const GArray *of_base = base->per_process;
    const GArray *of_head = head->per_process;
    bool are_positive = true;
    for (guint i = 0; i < of_base->len; i++)
        are_positive = are_positive && g_array_index(of_base, double, i) > 0 &&
                       g_array_index(of_head, double, i) > 0;
    double scale = fabs(base->value) + fabs(head->value);
    for (guint i = 0; i < of_base->len; i++) {
        double b = g_array_index(of_base, double, i);
        double h = g_array_index(of_head, double, i);
        double one = are_positive ? log(h / b) : scale > 0 ? 2 * (h - b) / scale : 0;
        if (isfinite(one))
            g_array_append_val(change->restarts, one);
    }
    sort_ascending(doubles_of(change->restarts), change->restarts->len);
}

static bool is_tally(const struct metric *metric)
{
    const struct metric_kind *kind = metric_kind_find(metric->name);
    return kind != NULL && kind->is_tally;
}

static double margin_of(const struct metric *metric, const struct thresholds *thresholds)
{
    double own = thresholds_find_margin(thresholds, metric->name);
    if (isfinite(own))
        return own;
    return metric->is_exact || is_tally(metric) ? 0 : thresholds->margin;
}

// The least and the most that a process had.
static void find_range(const struct metric *metric, double range[2])
{
    range[0] = INFINITY;
    range[1] = -INFINITY;
    for (guint i = 0; i < metric->per_process->len; i++) {
        range[0] = fmin(range[0], g_array_index(metric->per_process, double, i));
        range[1] = fmax(range[1], g_array_index(metric->per_process, double, i));
    }
}

// If base and head count alike, their processes are as likely in any other order, so that all n of
// one lie beyond all n of the other in 2 of n-out-of-2n orders: 1 in 92,378 of 10 and 10.
static bool are_apart(const struct metric *base, const struct metric *head)
{
    double of_base[2], of_head[2];
    find_range(base, of_base);
    find_range(head, of_head);
    return of_base[1] < of_head[0] || of_head[1] < of_base[0];
}

static void collect_sampled(const struct metric *base, const struct metric *head,
                            struct metric_change *change)
{
    collect_restarts(base, head, change);
    if (!is_tally(head))
        return;
    change->is_luck = !are_apart(base, head);
    change->varies[SIDE_BASE] = !base->is_exact;
    change->varies[SIDE_HEAD] = !head->is_exact;
}

void metric_changes_collect(const struct result *base, const struct result *head,
                            const struct thresholds *thresholds, struct comparison *comparison)
{
    for (guint i = 0; i < head->metrics->len; i++) {
        const struct metric *of_head = g_ptr_array_index(head->metrics, i);
        const struct metric *of_base = result_find_metric(base, of_head->name);
        if (of_base == NULL || !is_judged(of_base, of_head))
            continue;
        struct metric_change *change = metric_change_new(of_head->name);
        change->values[SIDE_BASE] = of_base->value;
        change->values[SIDE_HEAD] = of_head->value;
        change->better = of_head->better;
        change->margin = margin_of(of_head, thresholds);
        change->same_within = thresholds->same_within;
        if (!of_base->is_exact || !of_head->is_exact)
            collect_sampled(of_base, of_head, change);
        g_ptr_array_add(comparison->metrics, change);
    }
}

static enum verdict direction(const struct metric_change *change, bool is_more)
{
    return is_more == (change->better == BETTER_LESS) ? VERDICT_SLOWER : VERDICT_FASTER;
}

static void decide_exact(struct metric_change *change)
{
    double base = change->values[SIDE_BASE];
    double head = change->values[SIDE_HEAD];
    bool is_within = fabs(head - base) <= change->margin * fabs(base);
    change->ratio = base == head ? 1 : head / base; // of nothing: infinite
    change->verdict = is_within ? VERDICT_SAME : direction(change, head > base);
}

static void decide_sampled(struct metric_change *change, double alpha)
{
    const double *restarts = doubles_of(change->restarts);
    guint n = change->restarts->len;
    double logs[2];
    change->ratio = exp(signed_rank_center(restarts, n));
    signed_rank_interval(restarts, n, alpha, logs);
    change->verdict = VERDICT_UNCLEAR;
    if (!isfinite(logs[0]))
        return;
    change->interval[0] = exp(logs[0]);
    change->interval[1] = exp(logs[1]);
    double drift = 1 + change->drift;
    if (change->interval[0] > drift && change->ratio > 1 + change->margin && !change->is_luck)
        change->verdict = direction(change, true);
    else if (change->interval[1] < 1 / drift && change->ratio < 1 / (1 + change->margin) &&
             !change->is_luck)
        change->verdict = direction(change, false);
    else if (decision_is_same(change->interval, change->same_within))
        change->verdict = VERDICT_SAME;
}

void metric_changes_decide(const GPtrArray *comparisons, double alpha, size_t n_all)
{
    double n = (double)MAX(n_all, comparisons->len);
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        for (guint m = 0; m < comparison->metrics->len; m++) {
            struct metric_change *change = g_ptr_array_index(comparison->metrics, m);
            if (change->restarts->len == 0)
                decide_exact(change);
            else
                decide_sampled(change, alpha / n);
        }
    }
}
