// SPDX-License-Identifier: MIT
#include "framework/compare/thresholds.h"

#include <math.h>
#include <string.h>

struct thresholds thresholds_default(void)
{
    return (struct thresholds){
        .alpha = 0.01,
        .margin = 0.005,
        .same_within = 0.02,
        .metrics = {{"instructions", 0.01}},
        .n_metrics = 1,
    };
}

static unsigned find(const struct thresholds *thresholds, const char *metric)
{
    unsigned i = 0;
    while (i < thresholds->n_metrics && strcmp(thresholds->metrics[i].metric, metric) != 0)
        i++;
    return i;
}

bool thresholds_set_margin(struct thresholds *thresholds, const char *metric, double margin)
{
    unsigned i = find(thresholds, metric);
    if (i == MOST_METRIC_MARGINS)
        return false;
    thresholds->metrics[i] = (struct metric_margin){metric, margin};
    if (i == thresholds->n_metrics)
        thresholds->n_metrics++;
    return true;
}

double thresholds_find_margin(const struct thresholds *thresholds, const char *metric)
{
    unsigned i = find(thresholds, metric);
    return i < thresholds->n_metrics ? thresholds->metrics[i].margin : NAN;
}
