// SPDX-License-Identifier: MIT
#include "framework/compare/compare.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/stats/looks.h"
#include "framework/stats/multiplicity.h"

struct thresholds thresholds_default(void)
{
    return (struct thresholds){.alpha = 0.01, .margin = 0.005, .same_within = 0.02};
}

// The samples of an arm in a restart, and the causes that exclude one of them.
struct arm_samples {
    const GArray *samples;
    unsigned excluded;
};

static bool is_clean(const struct arm_samples *arm, guint i)
{
    const struct sample *sample = &g_array_index(arm->samples, struct sample, i);
    return (sample->causes & arm->excluded) == 0 && sample->elapsed_ns > 0;
}

static double time_at(const struct arm_samples *arm, guint i)
{
    return sample_ns(&g_array_index(arm->samples, struct sample, i));
}

// Two mirrored rounds make a quartet: the faster of each side's samples. A round counts only if
// nothing disturbed either side.
static bool make_quartet(const struct arm_samples *base, const struct arm_samples *head, guint at,
                         struct comparison *comparison, struct quartet *out)
{
    double base_ns = INFINITY;
    double head_ns = INFINITY;
    for (guint i = at; i < at + 2 && i < MIN(base->samples->len, head->samples->len); i++) {
        if (!is_clean(base, i) || !is_clean(head, i)) {
            comparison->rounds_left_out++;
            continue;
        }
        comparison->rounds++;
        base_ns = fmin(base_ns, time_at(base, i));
        head_ns = fmin(head_ns, time_at(head, i));
    }
    out->base = log(base_ns);
    out->head = log(head_ns);
    return isfinite(base_ns);
}

static void collect_restart(GArray *quartets, const struct arm_samples *base,
                            const struct arm_samples *head, unsigned unit,
                            struct comparison *comparison)
{
    for (guint i = 0; i < MIN(base->samples->len, head->samples->len); i += 2) {
        struct quartet quartet = {.restart = unit};
        if (make_quartet(base, head, i, comparison, &quartet))
            g_array_append_val(quartets, quartet);
    }
}

static unsigned count_layouts(const struct result *result)
{
    unsigned n = 1;
    for (guint p = 0; p < result->processes->len; p++)
        n = MAX(n, ((const struct process *)g_ptr_array_index(result->processes, p))->layout + 1);
    return n;
}

// The unit of independence is the restart; with several code layouts it is the layout, because all
// restarts of one layout share its effect.
static GArray *collect_quartets(const struct result *baseline, const struct result *result,
                                struct comparison *comparison)
{
    GArray *quartets = g_array_new(FALSE, FALSE, sizeof(struct quartet));
    guint n_processes = MIN(baseline->processes->len, result->processes->len);
    unsigned n_layouts = count_layouts(result);
    for (unsigned layout = 0; layout < n_layouts; layout++) {
        for (guint p = 0; p < n_processes; p++) {
            const struct process *base = g_ptr_array_index(baseline->processes, p);
            const struct process *head = g_ptr_array_index(result->processes, p);
            struct arm_samples of_base = {base->samples, result_disturbing_causes(baseline)};
            struct arm_samples of_head = {head->samples, result_disturbing_causes(result)};
            if (head->layout == layout)
                collect_restart(quartets, &of_base, &of_head, n_layouts > 1 ? layout : p,
                                comparison);
        }
    }
    return quartets;
}

static bool is_comparable(const struct result *result)
{
    return result->status == STATUS_OK && !result->is_at_floor && !result->is_optimised_out &&
           result->summary.n > 0;
}

struct comparison *compare_pair(const struct result *baseline, const struct result *result,
                                const struct thresholds *thresholds)
{
    if (!is_comparable(baseline) || !is_comparable(result))
        return NULL;
    struct comparison *comparison =
        comparison_new(result->bench_case->id, baseline->bench_case->id);
    comparison->margin = thresholds->margin;
    comparison->same_within = thresholds->same_within;
    comparison->ratio = result->summary.median_ns / baseline->summary.median_ns;
    g_autoptr(GArray) quartets = collect_quartets(baseline, result, comparison);
    comparison->is_known =
        ratio_estimate(elements_of(quartets, struct quartet), quartets->len, &comparison->estimate);
    return comparison;
}

enum verdict compare_judge(const struct comparison *comparison, const double interval[2],
                           double same_within)
{
    if (interval[0] > 1 && comparison->ratio > 1 + comparison->margin)
        return VERDICT_SLOWER;
    if (interval[1] < 1 && comparison->ratio < 1 / (1 + comparison->margin))
        return VERDICT_FASTER;
    if (interval[0] > 1 / (1 + same_within) && interval[1] < 1 + same_within)
        return VERDICT_SAME;
    return VERDICT_UNCLEAR;
}

void compare_interval(const struct comparison *comparison, double alpha, double interval[2])
{
    ratio_interval(&comparison->estimate, comparison->share, alpha, interval);
    interval[0] = exp(interval[0]);
    interval[1] = exp(interval[1]);
}

// More than half of the rounds disturbed: what is left may well be disturbed too.
static bool is_too_disturbed(const struct comparison *comparison)
{
    return comparison->rounds_left_out > comparison->rounds;
}

static enum claim judge_claim(const struct comparison *comparison)
{
    double most = 1 / comparison->min_speedup; // the largest ratio that the claim allows
    if (!(comparison->min_speedup > 0))
        return CLAIM_NONE;
    if (!comparison->is_known || is_too_disturbed(comparison))
        return CLAIM_UNCLEAR;
    if (comparison->interval[1] <= most)
        return CLAIM_HOLDS;
    return comparison->interval[0] > most ? CLAIM_FAILS : CLAIM_UNCLEAR;
}

static void decide(struct comparison *comparison, double level)
{
    if (comparison->is_known) {
        comparison->ratio = exp(comparison->estimate.log_ratio);
        comparison->level = 1 - level;
        compare_interval(comparison, level, comparison->interval);
        compare_interval(comparison, 0.05, comparison->ci95);
        comparison->confidence = 1 - ratio_p(&comparison->estimate, comparison->share);
        comparison->detectable = expm1(ratio_detectable(&comparison->estimate, comparison->share,
                                                        level, log1p(comparison->margin)));
        comparison->verdict =
            compare_judge(comparison, comparison->interval, comparison->same_within);
    }
    if (is_too_disturbed(comparison)) {
        comparison->verdict = VERDICT_UNCLEAR;
        g_free(comparison->note);
        comparison->note = g_strdup("too many rounds disturbed");
    } else if (!comparison->is_known && comparison->note == NULL) {
        comparison->note = g_strdup_printf("fewer than %d processes", RATIO_LEAST_RESTARTS);
    }
    comparison->claim = judge_claim(comparison);
}

void compare_decide(GPtrArray *comparisons, double alpha)
{
    g_autofree double *p_values = g_new(double, comparisons->len + 1);
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        p_values[i] =
            comparison->is_known ? ratio_p(&comparison->estimate, comparison->share) : NAN;
    }
    double level = suite_level(p_values, comparisons->len, alpha);
    for (guint i = 0; i < comparisons->len; i++)
        decide(g_ptr_array_index(comparisons, i), level);
}

// How much of alpha the look at which measuring ended may spend.
static double share_of(const struct result *head)
{
    size_t restarts = head->processes->len;
    struct looks looks = looks_plan(MAX(head->restarts_planned, 1));
    bool is_last = head->ending != ENDED_BY_DECISION;
    double share = looks_share_at(&looks, MIN(restarts, MAX(head->restarts_planned, 1)), is_last);
    return share > 0 ? share : looks_share(&looks, 0);
}

static void keep_known(struct comparison *comparison, const struct comparison *known)
{
    if (known == NULL)
        return;
    comparison->margin = known->margin;
    comparison->same_within = known->same_within;
    g_free(comparison->note);
    comparison->note = g_strdup(known->note);
}

// Two runs of one suite on one quiet virtual machine, an hour or a day apart, differ by about this
// much (standard deviation of the log ratio; docs/accuracy.md).
static const double drift = 0.015;

// The fastest empty loop of all processes of a result, ns; INFINITY if none was measured.
static double least_floor_ns(const struct result *result)
{
    double least_ns = INFINITY;
    for (guint p = 0; p < result->processes->len; p++)
        least_ns = fmin(
            least_ns, ((const struct process *)g_ptr_array_index(result->processes, p))->floor_ns);
    return least_ns;
}

// The logarithm of the fastest undisturbed sample of each quiet process of a result. The empty loop
// shows whether a process was quiet: it takes twice as long while another program shares the core.
// If the body may use every CPU, all processes count, because the loop describes only one CPU.
static GArray *process_levels(const struct result *result, double floor_ns)
{
    GArray *levels = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        double least_ns = INFINITY;
        if (process->floor_ns > 1.05 * floor_ns && !result->bench_case->uses_all_cpus)
            continue;
        struct arm_samples arm = {process->samples, result_disturbing_causes(result)};
        for (guint i = 0; i < process->samples->len; i++)
            if (is_clean(&arm, i))
                least_ns = fmin(least_ns, time_at(&arm, i));
        double level = log(least_ns);
        if (isfinite(level))
            g_array_append_val(levels, level);
    }
    return levels;
}

static struct comparison *compare_apart(const struct result *base, const struct result *head,
                                        const struct thresholds *thresholds)
{
    if (!is_comparable(base) || !is_comparable(head))
        return NULL;
    struct comparison *comparison = comparison_new(head->bench_case->id, base->bench_case->id);
    double floor_ns = fmin(least_floor_ns(base), least_floor_ns(head));
    g_autoptr(GArray) base_levels = process_levels(base, floor_ns);
    g_autoptr(GArray) head_levels = process_levels(head, floor_ns);
    comparison->pairing = UNPAIRED;
    comparison->margin = thresholds->margin;
    comparison->same_within = thresholds->same_within;
    comparison->ratio = head->summary.best_ns / base->summary.best_ns;
    comparison->is_known =
        ratio_estimate_unpaired(doubles_of(base_levels), base_levels->len, doubles_of(head_levels),
                                head_levels->len, drift, &comparison->estimate);
    if (!comparison->is_known)
        comparison->note = g_strdup("too few quiet processes");
    comparison->rounds = MIN(base->summary.n, head->summary.n);
    return comparison;
}

// By case: the alternative that the others are compared with, the baseline or else the first.
static GHashTable *find_baselines(const GPtrArray *results)
{
    GHashTable *baselines = g_hash_table_new(case_hash_alternative, case_equal_alternative);
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        const struct result *known = g_hash_table_lookup(baselines, result->bench_case);
        bool is_better =
            known != NULL && result->bench_case->is_baseline && !known->bench_case->is_baseline;
        if (known == NULL || is_better)
            g_hash_table_replace(baselines, result->bench_case, result);
    }
    return baselines;
}

// benchrun measures in rounds, which pair samples; other tools measure one after the other.
static struct comparison *compare_alternative(const struct result *baseline,
                                              const struct result *result,
                                              const struct thresholds *thresholds)
{
    return baseline->is_imported || result->is_imported
               ? compare_apart(baseline, result, thresholds)
               : compare_pair(baseline, result, thresholds);
}

void compare_alternatives(struct run *run, const struct thresholds *thresholds)
{
    g_autoptr(GHashTable) baselines = find_baselines(run->results);
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        const struct result *baseline = g_hash_table_lookup(baselines, result->bench_case);
        struct comparison *comparison =
            baseline != result ? compare_alternative(baseline, result, thresholds) : NULL;
        if (comparison == NULL)
            continue;
        // A claim is about alternatives, not about builds.
        comparison->min_speedup = result->bench_case->min_speedup;
        g_ptr_array_add(run->comparisons, comparison);
    }
    compare_decide(run->comparisons, thresholds->alpha);
}

static void list_missing(GPtrArray *ids, const struct run *in, const struct run *not_in)
{
    for (guint i = 0; i < in->results->len; i++) {
        const struct result *result = g_ptr_array_index(in->results, i);
        if (run_find_result(not_in, result->bench_case->id) == NULL)
            g_ptr_array_add(ids, g_strdup(result->bench_case->id));
    }
}

void compare_saved(struct run *run, struct run *base, const struct thresholds *thresholds)
{
    g_ptr_array_set_size(run->comparisons, 0);
    run_changed(run);
    list_missing(run->only_base, base, run);
    list_missing(run->only_head, run, base);
    for (guint i = 0; i < run->results->len; i++) {
        struct result *head = g_ptr_array_index(run->results, i);
        const struct result *other = run_find_result(base, head->bench_case->id);
        struct comparison *comparison = other ? compare_apart(other, head, thresholds) : NULL;
        head->side = SIDE_HEAD;
        if (comparison != NULL)
            g_ptr_array_add(run->comparisons, comparison);
    }
    for (guint i = 0; i < base->results->len; i++)
        ((struct result *)g_ptr_array_index(base->results, i))->side = SIDE_BASE;
    pointers_move(run->base, base->results);
    compare_decide(run->comparisons, thresholds->alpha);
}

void compare_sides(struct run *run, const struct thresholds *thresholds,
                   void (*of_case)(const void *data, const char *id, struct thresholds *thresholds),
                   const void *data)
{
    GPtrArray *comparisons = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *head = g_ptr_array_index(run->results, i);
        const char *id = head->bench_case->id;
        struct thresholds own = *thresholds;
        if (of_case != NULL)
            of_case(data, id, &own);
        const struct result *base = run_find_base(run, id);
        const struct comparison *before = run_find_comparison(run, id);
        bool is_apart = before != NULL && before->pairing == UNPAIRED;
        struct comparison *comparison = base == NULL ? NULL
                                        : is_apart   ? compare_apart(base, head, &own)
                                                     : compare_pair(base, head, &own);
        if (comparison == NULL)
            continue;
        comparison->share = is_apart ? 1 : share_of(head);
        keep_known(comparison, before);
        g_ptr_array_add(comparisons, comparison);
    }
    g_ptr_array_unref(run->comparisons);
    run->comparisons = comparisons;
    run_changed(run);
    compare_decide(run->comparisons, thresholds->alpha);
}
