// SPDX-License-Identifier: MIT
#include "framework/compare/compare.h"

#include "framework/stats/ratio.h"

struct thresholds thresholds_default(void)
{
    return (struct thresholds){.alpha = 0.01, .margin = 0.005, .same_within = 0.02};
}

// A round counts only where nothing disturbed either side.
static bool is_clean(const struct sample *sample)
{
    return (sample->causes & (CAUSE_PREEMPTED | CAUSE_MIGRATED | CAUSE_MAJOR_FAULT)) == 0 &&
           sample->elapsed_ns > 0;
}

// Two mirrored rounds make a quartet: the faster of each side's clean samples.
static bool make_quartet(const GArray *base, const GArray *head, guint at, struct quartet *out)
{
    double least[2] = {INFINITY, INFINITY};
    const GArray *sides[2] = {base, head};
    for (unsigned side = 0; side < 2; side++) {
        for (guint i = at; i < at + 2 && i < sides[side]->len; i++) {
            const struct sample *sample = &g_array_index(sides[side], struct sample, i);
            if (is_clean(sample))
                least[side] = fmin(least[side], sample_ns(sample));
        }
    }
    out->base = log(least[0]);
    out->head = log(least[1]);
    return isfinite(out->base) && isfinite(out->head);
}

static GArray *collect_quartets(const struct result *baseline, const struct result *result)
{
    GArray *quartets = g_array_new(FALSE, FALSE, sizeof(struct quartet));
    guint n_processes = MIN(baseline->processes->len, result->processes->len);
    for (guint p = 0; p < n_processes; p++) {
        const GArray *base =
            ((const struct process *)g_ptr_array_index(baseline->processes, p))->samples;
        const GArray *head =
            ((const struct process *)g_ptr_array_index(result->processes, p))->samples;
        for (guint i = 0; i < MIN(base->len, head->len); i += 2) {
            struct quartet quartet = {.restart = p};
            if (make_quartet(base, head, i, &quartet))
                g_array_append_val(quartets, quartet);
        }
    }
    return quartets;
}

static enum verdict judge(const struct comparison *comparison, const struct thresholds *thresholds)
{
    double low = comparison->interval[0];
    double high = comparison->interval[1];
    if (low > 1 && comparison->ratio > 1 + thresholds->margin)
        return VERDICT_SLOWER;
    if (high < 1 && comparison->ratio < 1 / (1 + thresholds->margin))
        return VERDICT_FASTER;
    if (low > 1 / (1 + thresholds->same_within) && high < 1 + thresholds->same_within)
        return VERDICT_SAME;
    return VERDICT_UNCLEAR;
}

static enum claim judge_claim(const struct comparison *comparison)
{
    double most = 1 / comparison->min_speedup; // the largest ratio that the claim allows
    if (!(comparison->min_speedup > 0))
        return CLAIM_NONE;
    if (comparison->interval[1] <= most)
        return CLAIM_HOLDS;
    return comparison->interval[0] > most ? CLAIM_FALLS_SHORT : CLAIM_UNCLEAR;
}

static void set_interval(double interval[2], const struct ratio_estimate *estimate, double alpha)
{
    double half = ratio_half_width(estimate, 1, alpha);
    interval[0] = exp(estimate->log_ratio - half);
    interval[1] = exp(estimate->log_ratio + half);
}

struct comparison *compare_pair(const struct result *baseline, const struct result *result,
                                const struct thresholds *thresholds)
{
    if (baseline->status != STATUS_OK || result->status != STATUS_OK || baseline->is_at_floor ||
        result->is_at_floor || baseline->summary.n == 0 || result->summary.n == 0)
        return NULL;
    struct comparison *comparison =
        comparison_new(result->bench_case->id, baseline->bench_case->id);
    comparison->min_speedup = result->bench_case->min_speedup;
    comparison->ratio = result->summary.median_ns / baseline->summary.median_ns;
    g_autoptr(GArray) quartets = collect_quartets(baseline, result);
    struct ratio_estimate estimate;
    comparison->rounds = 2 * quartets->len;
    if (ratio_estimate((const struct quartet *)(const void *)quartets->data, quartets->len,
                       &estimate)) {
        comparison->ratio = exp(estimate.log_ratio);
        comparison->level = 1 - thresholds->alpha;
        set_interval(comparison->interval, &estimate, thresholds->alpha);
        set_interval(comparison->ci95, &estimate, 0.05);
        comparison->restarts = estimate.restarts;
        comparison->confidence = 1 - ratio_p(&estimate, 1);
        comparison->detectable =
            expm1(ratio_detectable(&estimate, 1, thresholds->alpha, log1p(thresholds->margin)));
        comparison->verdict = judge(comparison, thresholds);
        comparison->claim = judge_claim(comparison);
    } else if (comparison->min_speedup > 0) {
        comparison->claim = CLAIM_UNCLEAR;
    }
    return comparison;
}

// The member of the same group, at the same argument, that the others are compared with.
static const struct result *find_baseline(const struct run *run, const struct result *of)
{
    const struct result *first = NULL;
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *other = g_ptr_array_index(run->results, i);
        if (!case_is_alternative(of->bench_case, other->bench_case))
            continue;
        if (other->bench_case->is_baseline)
            return other;
        first = first ? first : other;
    }
    return first;
}

void compare_alternatives(struct run *run, const struct thresholds *thresholds)
{
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        const struct result *baseline = find_baseline(run, result);
        struct comparison *comparison =
            baseline != result ? compare_pair(baseline, result, thresholds) : NULL;
        if (comparison != NULL)
            g_ptr_array_add(run->comparisons, comparison);
    }
}
