// SPDX-License-Identifier: MIT
#include "framework/compare/early_stop.h"

#include <math.h>

#include "framework/compare/decision.h"
#include "framework/stats/looks.h"

static double share_at(size_t done, size_t planned)
{
    struct looks looks = looks_plan(planned);
    return looks_share_at(&looks, done, 0);
}

bool early_stop_has_look(size_t done, size_t planned)
{
    return share_at(done, planned) > 0;
}

bool early_stop_is_settled(const struct comparison *looked, double alpha, size_t n_comparisons)
{
    double interval[2];
    // So small a p survives Benjamini and Hochberg, whatever the others do.
    decision_interval(looked, alpha / (double)MAX(n_comparisons, 1), interval);
    if (decision_difference(looked, interval) != VERDICT_UNCLEAR)
        return true;
    // Half of what counts as the same: at the whole of it true changes of 1 % were lost.
    decision_interval(looked, alpha, interval);
    return decision_is_same(interval, looked->same_within / 2);
}

// What a look shows, to free; NULL: there is none, or nothing to see.
static struct comparison *look(const struct result *base, const struct result *head,
                               const struct thresholds *thresholds, size_t done, size_t planned)
{
    bool has_look = early_stop_has_look(done, planned);
    struct comparison *looked = has_look ? compare_pair(base, head, thresholds) : NULL;
    if (looked != NULL)
        looked->share = share_at(done, planned);
    return looked;
}

bool early_stop_is_decided(const struct result *base, const struct result *head,
                           const struct thresholds *thresholds, size_t n_comparisons, size_t done,
                           size_t planned)
{
    struct comparison *looked = look(base, head, thresholds, done, planned);
    if (looked == NULL)
        return false;
    bool is_decided = early_stop_is_settled(looked, thresholds->alpha, n_comparisons);
    comparison_free(looked);
    return is_decided;
}

bool early_stop_is_apart(const struct result *base, const struct result *head,
                         const struct thresholds *thresholds, double ratio, size_t done,
                         size_t planned)
{
    double interval[2];
    struct comparison *looked = look(base, head, thresholds, done, planned);
    if (looked == NULL)
        return false;
    bool is_known = decision_interval(looked, thresholds->alpha, interval);
    bool is_settled = ratio > 0 || early_stop_is_settled(looked, thresholds->alpha, 1);
    bool is_change = decision_difference(looked, interval) != VERDICT_UNCLEAR;
    double from = ratio > 0 ? ratio : is_change ? sqrt(looked->ratio) : 0;
    comparison_free(looked);
    return is_known && is_settled && (interval[0] > from || interval[1] < from);
}
