// SPDX-License-Identifier: MIT
#include "framework/compare/decision.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/stats/looks.h"
#include "framework/stats/multiplicity.h"
#include "framework/stats/rank_sum.h"
#include "framework/stats/signed_rank.h"

unsigned decision_least_restarts(double alpha, size_t n_comparisons)
{
    return n_comparisons > 0 ? (unsigned)signed_rank_least(alpha / (double)n_comparisons) : 0;
}

// One value that is opposite and the farthest from 0 has the rank n. The last look has what the
// earlier ones left of alpha.
unsigned decision_sure_restarts(double alpha, size_t n_comparisons)
{
    size_t n = decision_least_restarts(alpha, n_comparisons);
    double level = alpha / (double)n_comparisons;
    for (; n > 0; n++) {
        struct looks looks = looks_plan(n);
        if (2 * signed_rank_cdf(n, n) <= level * looks_share(&looks, looks.n - 1))
            break;
    }
    return (unsigned)n;
}

unsigned decision_least_processes(double alpha, size_t n_comparisons)
{
    return (unsigned)rank_sum_least(alpha / (double)MAX(n_comparisons, 1));
}

bool decision_is_same(const double interval[2], double same_within)
{
    return interval[0] > 1 / (1 + same_within) && interval[1] < 1 + same_within;
}

// A difference that the case's code cannot explain.
static void excuse(struct comparison *comparison)
{
    if (comparison->is_same_code && verdict_is_change(comparison->verdict))
        comparison->verdict = VERDICT_PLACEMENT;
}

void decision_take_code(struct comparison *comparison, bool is_same_code)
{
    comparison->is_same_code = is_same_code;
    excuse(comparison);
}

// What may be drift between two sittings, as a ratio: nothing if both sides were measured in turn.
static double drift_of(const struct comparison *comparison)
{
    return comparison->pairing == PAIRED ? 1 : 1 + comparison->margin;
}

enum verdict decision_difference(const struct comparison *comparison, const double interval[2])
{
    double drift = drift_of(comparison);
    if (interval[0] > drift && comparison->ratio > 1 + comparison->margin)
        return VERDICT_SLOWER;
    if (interval[1] < 1 / drift && comparison->ratio < 1 / (1 + comparison->margin))
        return VERDICT_FASTER;
    return VERDICT_UNCLEAR;
}

// Of alpha, that an interval may spend.
static double share_of(const struct comparison *comparison)
{
    return comparison->share / (comparison->layouts > 0 ? DECISION_LAYOUT_SHARES : 1);
}

static bool is_by_changes(const struct comparison *comparison)
{
    return comparison->pairing == PAIRED && !comparison->are_ranks_pooled;
}

// Without the share of the look.
static bool find_interval(const struct comparison *comparison, double alpha, double interval[2])
{
    const GArray *changes = comparison->changes;
    struct rank_sum levels = comparison_levels(comparison);
    double logs[2];
    if (is_by_changes(comparison))
        signed_rank_interval(doubles_of(changes), changes->len, alpha, logs);
    else
        rank_sum_interval(&levels, alpha, logs);
    bool is_known = isfinite(logs[0]);
    interval[0] = is_known ? exp(logs[0]) : NAN;
    interval[1] = is_known ? exp(logs[1]) : NAN;
    return is_known;
}

bool decision_interval(const struct comparison *comparison, double alpha, double interval[2])
{
    return find_interval(comparison, share_of(comparison) * alpha, interval);
}

// That there is no difference but drift.
static double p_of(const struct comparison *comparison)
{
    const GArray *changes = comparison->changes;
    struct rank_sum levels = comparison_levels(comparison);
    double drift = log(drift_of(comparison));
    double p = NAN;
    if (is_by_changes(comparison) && changes->len > 0)
        p = signed_rank_p(doubles_of(changes), changes->len);
    else if (!is_by_changes(comparison) && levels.n_base > 0 && levels.n_head > 0)
        p = rank_sum_p(&levels, CLAMP(log(comparison->ratio), -drift, drift));
    return comparison->pairing == PAIRED ? fmin(1, p / share_of(comparison)) : p;
}

// Of the true changes of this size, 80 % are called: the estimate is beyond the threshold of a call
// unless it is below the truth by more than its 20 % quantile.
static double find_detectable(const struct comparison *comparison)
{
    double middle[2];
    if (!comparison->is_known || !find_interval(comparison, 0.4, middle))
        return NAN;
    double half = log(comparison->interval[1] / comparison->interval[0]) / 2;
    double least = fmax(half + log(drift_of(comparison)), log1p(comparison->margin));
    return expm1(least + log(middle[1] / middle[0]) / 2);
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

// A difference is called among all of the run's comparisons, at `level`. That a case is the same is
// shown for it alone, at `alpha`: however many there are, that share of them may be wrong.
static void judge(struct comparison *comparison, double level, double alpha)
{
    double alone[2];
    comparison->level = 1 - level;
    comparison->is_known = decision_interval(comparison, level, comparison->interval);
    comparison->verdict = decision_difference(comparison, comparison->interval);
    excuse(comparison);
    comparison->detectable = find_detectable(comparison);
    comparison->claim = judge_claim(comparison);
    if (comparison->verdict == VERDICT_UNCLEAR && decision_interval(comparison, alpha, alone) &&
        decision_is_same(alone, comparison->same_within)) {
        comparison->verdict = VERDICT_SAME;
        comparison->is_known = true;
        comparison->level = 1 - alpha;
        comparison->interval[0] = alone[0];
        comparison->interval[1] = alone[1];
    }
}

static const char too_disturbed[] = "too many rounds disturbed";
static const char too_few[] = "fewer than ";
static const char may_be_drift[] = "may be drift";

static bool is_own_note(const char *note)
{
    return note != NULL && (strcmp(note, too_disturbed) == 0 || strcmp(note, may_be_drift) == 0 ||
                            g_str_has_prefix(note, too_few));
}

static size_t least_processes(const struct comparison *comparison, double level)
{
    return comparison->pairing == PAIRED ? signed_rank_least(share_of(comparison) * level)
                                         : rank_sum_least(level);
}

// An interval that excludes 1 would be a difference if both sides had been measured in turn.
static bool is_within_drift(const struct comparison *comparison)
{
    return comparison->pairing == UNPAIRED && comparison->verdict == VERDICT_UNCLEAR &&
           comparison->is_known && (comparison->interval[0] > 1 || comparison->interval[1] < 1);
}

// In place of that of an earlier decision.
static void take_note(struct comparison *comparison)
{
    bool is_called =
        verdict_is_change(comparison->verdict) || comparison->verdict == VERDICT_PLACEMENT;
    if (is_own_note(comparison->note) || comparison->if_called != NULL)
        g_clear_pointer(&comparison->note, g_free);
    if (is_called && comparison->note == NULL)
        comparison->note = g_strdup(comparison->if_called);
}

static void decide(struct comparison *comparison, double level, double alpha)
{
    judge(comparison, level, alpha);
    decision_interval(comparison, 0.05, comparison->ci95);
    comparison->confidence = 1 - p_of(comparison);
    take_note(comparison);
    if (is_too_disturbed(comparison)) {
        comparison->verdict = VERDICT_UNCLEAR;
        g_free(comparison->note);
        comparison->note = g_strdup(too_disturbed);
    } else if (!comparison->is_known && comparison->note == NULL) {
        comparison->note = g_strdup_printf("%s%zu %s", too_few, least_processes(comparison, level),
                                           comparison->layouts > 0 ? "layouts" : "processes");
    } else if (is_within_drift(comparison) && comparison->note == NULL) {
        comparison->note = g_strdup(may_be_drift);
    }
}

// Benjamini and Hochberg's level is at most alpha.
enum verdict decision_possible(const struct comparison *comparison, double alpha)
{
    double interval[2];
    bool is_known = !is_too_disturbed(comparison) && decision_interval(comparison, alpha, interval);
    return is_known ? decision_difference(comparison, interval) : VERDICT_UNCLEAR;
}

void decision_make(GPtrArray *comparisons, double alpha, size_t n_all)
{
    size_t n = MAX(n_all, comparisons->len);
    g_autofree double *p_values = g_new(double, n + 1);
    for (size_t i = 0; i < n; i++)
        p_values[i] = i < comparisons->len ? p_of(g_ptr_array_index(comparisons, (guint)i)) : 1;
    double level = suite_level(p_values, n, alpha);
    for (guint i = 0; i < comparisons->len; i++) {
        struct comparison *comparison = g_ptr_array_index(comparisons, i);
        if (!comparison->is_kept)
            decide(comparison, level, alpha);
    }
}
