// SPDX-License-Identifier: MIT
#include "framework/compare/compare.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/compare/decision.h"
#include "framework/compare/metric_changes.h"
#include "framework/compare/processes.h"
#include "framework/compare/restarts.h"
#include "framework/result/summary.h"
#include "framework/stats/looks.h"

static bool is_comparable(const struct result *result)
{
    return result->status == STATUS_OK && !result->is_at_floor && !result->is_optimised_out &&
           result->summary.n > 0;
}

static struct comparison *new_comparison(const struct result *base, const struct result *head,
                                         const struct thresholds *thresholds)
{
    struct comparison *comparison = comparison_new(head->bench_case->id, base->bench_case->id);
    comparison->margin = thresholds->margin;
    comparison->same_within = thresholds->same_within;
    comparison->times_ns[SIDE_BASE] = base->summary.median_ns;
    comparison->times_ns[SIDE_HEAD] = head->summary.median_ns;
    comparison->ratio = head->summary.median_ns / base->summary.median_ns;
    return comparison;
}

struct comparison *compare_pair(const struct result *baseline, const struct result *result,
                                const struct thresholds *thresholds)
{
    if (!is_comparable(baseline) || !is_comparable(result))
        return NULL;
    struct comparison *comparison = new_comparison(baseline, result, thresholds);
    restarts_collect(baseline, result, comparison);
    return comparison;
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
    // That of old files has no drift in it.
    comparison->margin =
        comparison->pairing == PAIRED ? known->margin : fmax(comparison->margin, known->margin);
    comparison->same_within = known->same_within;
    if (known->share > 0 && known->share <= 1)
        comparison->share = known->share;
    comparison->is_same_code = known->is_same_code;
    g_free(comparison->note);
    comparison->note = g_strdup(known->note);
    g_free(comparison->if_called);
    comparison->if_called = g_strdup(known->if_called);
    g_free(comparison->explanation);
    comparison->explanation = g_strdup(known->explanation);
}

// With the thresholds that they had.
static void compare_metrics(const struct result *base, const struct result *head,
                            const struct thresholds *thresholds, const struct comparison *known,
                            struct comparison *comparison)
{
    metric_changes_collect(base, head, thresholds, comparison);
    for (guint i = 0; i < comparison->metrics->len; i++) {
        struct metric_change *change = g_ptr_array_index(comparison->metrics, i);
        const struct metric_change *before =
            known != NULL ? comparison_find_metric(known, change->name) : NULL;
        if (comparison->pairing == UNPAIRED)
            change->drift = comparison->margin;
        if (before == NULL)
            continue;
        change->margin = before->margin;
        change->same_within = before->same_within;
    }
}

static void decide(struct run *run, double alpha)
{
    decision_make(run->comparisons, alpha, run->part.comparisons);
    metric_changes_decide(run->comparisons, alpha, run->part.comparisons);
}

static struct comparison *compare_apart(const struct result *base, const struct result *head,
                                        const struct thresholds *thresholds)
{
    if (!is_comparable(base) || !is_comparable(head))
        return NULL;
    struct comparison *comparison = new_comparison(base, head, thresholds);
    comparison->pairing = UNPAIRED;
    comparison->rounds = MIN(base->summary.n, head->summary.n);
    processes_collect(base, head, comparison);
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

// The comparisons that a file had, by id; the run has none then.
static GHashTable *take_known(struct run *run)
{
    GHashTable *known =
        g_hash_table_new_full(hash_text, g_str_equal, NULL, (GDestroyNotify)comparison_free);
    g_autoptr(GPtrArray) comparisons = run->comparisons;
    run->comparisons = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    run_changed(run);
    while (comparisons->len > 0) {
        struct comparison *comparison =
            g_ptr_array_steal_index_fast(comparisons, comparisons->len - 1);
        g_hash_table_replace(known, comparison->id, comparison);
    }
    return known;
}

// The known comparison of these results if it is kept as it was decided, or NULL. Its times were
// not saved: they were the medians.
static struct comparison *take_kept(GHashTable *known, const struct result *base,
                                    const struct result *head)
{
    struct comparison *comparison = g_hash_table_lookup(known, head->bench_case->id);
    if (comparison == NULL || !comparison->is_kept || base == NULL ||
        strcmp(comparison->baseline, base->bench_case->id) != 0)
        return NULL;
    g_hash_table_steal(known, head->bench_case->id);
    comparison->times_ns[SIDE_BASE] = base->summary.median_ns;
    comparison->times_ns[SIDE_HEAD] = head->summary.median_ns;
    return comparison;
}

void compare_alternatives(struct run *run, const struct thresholds *thresholds)
{
    g_autoptr(GHashTable) baselines = find_baselines(run->results);
    g_autoptr(GHashTable) known = take_known(run);
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        const struct result *baseline = g_hash_table_lookup(baselines, result->bench_case);
        struct comparison *comparison = take_kept(known, baseline, result);
        if (comparison == NULL && baseline != result)
            comparison = compare_alternative(baseline, result, thresholds);
        if (comparison == NULL)
            continue;
        // A claim is about alternatives, not about builds.
        comparison->min_speedup = result->bench_case->min_speedup;
        g_ptr_array_add(run->comparisons, comparison);
    }
    decision_make(run->comparisons, thresholds->alpha, run->part.comparisons);
}

static void list_missing(GPtrArray *ids, const struct run *in, const struct run *not_in)
{
    for (guint i = 0; i < in->results->len; i++) {
        const struct result *result = g_ptr_array_index(in->results, i);
        if (run_find_result(not_in, result->bench_case->id) == NULL)
            g_ptr_array_add(ids, g_strdup(result->bench_case->id));
    }
}

static struct thresholds find_thresholds(const struct thresholds *thresholds,
                                         thresholds_of_case *of_case, const void *data,
                                         const char *id)
{
    struct thresholds own = *thresholds;
    if (of_case != NULL)
        of_case(data, id, &own);
    return own;
}

void compare_saved(struct run *run, struct run *base, const struct thresholds *thresholds,
                   thresholds_of_case *of_case, const void *data)
{
    g_ptr_array_set_size(run->comparisons, 0);
    run_changed(run);
    list_missing(run->only_base, base, run);
    list_missing(run->only_head, run, base);
    for (guint i = 0; i < run->results->len; i++) {
        struct result *head = g_ptr_array_index(run->results, i);
        const char *id = head->bench_case->id;
        const struct result *other = run_find_result(base, id);
        struct thresholds own = find_thresholds(thresholds, of_case, data, id);
        struct comparison *comparison = other ? compare_apart(other, head, &own) : NULL;
        head->side = SIDE_HEAD;
        if (comparison == NULL)
            continue;
        compare_metrics(other, head, &own, NULL, comparison);
        g_ptr_array_add(run->comparisons, comparison);
    }
    for (guint i = 0; i < base->results->len; i++)
        ((struct result *)g_ptr_array_index(base->results, i))->side = SIDE_BASE;
    pointers_move(run->base, base->results);
    decide(run, thresholds->alpha);
}

// Like one that the run has already, or new.
static struct comparison *compare_side(GHashTable *known, const struct result *base,
                                       const struct result *head,
                                       const struct thresholds *thresholds)
{
    const struct comparison *before = g_hash_table_lookup(known, head->bench_case->id);
    if (before != NULL && before->is_kept)
        return take_kept(known, base, head);
    bool is_apart = before != NULL && before->pairing == UNPAIRED;
    struct comparison *comparison = base == NULL ? NULL
                                    : is_apart   ? compare_apart(base, head, thresholds)
                                                 : compare_pair(base, head, thresholds);
    if (comparison == NULL)
        return NULL;
    comparison->share = is_apart ? 1 : share_of(head);
    keep_known(comparison, before);
    compare_metrics(base, head, thresholds, before, comparison);
    return comparison;
}

void compare_sides(struct run *run, const struct thresholds *thresholds,
                   thresholds_of_case *of_case, const void *data)
{
    g_autoptr(GHashTable) known = take_known(run);
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *head = g_ptr_array_index(run->results, i);
        const char *id = head->bench_case->id;
        struct thresholds own = find_thresholds(thresholds, of_case, data, id);
        struct comparison *comparison = compare_side(known, run_find_base(run, id), head, &own);
        if (comparison != NULL)
            g_ptr_array_add(run->comparisons, comparison);
    }
    decide(run, thresholds->alpha);
}

void compare_again(struct run *run)
{
    struct thresholds thresholds = thresholds_default();
    thresholds.alpha = run->alpha;
    if (run_has_sides(run))
        compare_sides(run, &thresholds, NULL, NULL);
    else
        compare_alternatives(run, &thresholds);
}

enum verdict compare_find_call(const struct run *run, const struct comparison *comparison)
{
    bool is_open = run->part.of > 0 && !comparison->is_same_code;
    enum verdict possible = is_open ? decision_possible(comparison, run->alpha) : VERDICT_UNCLEAR;
    return possible != VERDICT_UNCLEAR ? possible : comparison->verdict;
}
