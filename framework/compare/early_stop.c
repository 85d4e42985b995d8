// SPDX-License-Identifier: MIT
#include "framework/compare/early_stop.h"

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

bool early_stop_is_decided(const struct result *base, const struct result *head,
                           const struct thresholds *thresholds, size_t n_comparisons, size_t done,
                           size_t planned)
{
    if (!early_stop_has_look(done, planned))
        return false;
    struct comparison *looked = compare_pair(base, head, thresholds);
    if (looked == NULL)
        return false;
    looked->share = share_at(done, planned);
    bool is_decided = early_stop_is_settled(looked, thresholds->alpha, n_comparisons);
    comparison_free(looked);
    return is_decided;
}
