// SPDX-License-Identifier: MIT
#include "framework/cli/margins.h"

#include <math.h>
#include <string.h>

#include "framework/cli/option_row.h"
#include "framework/runner/passes/counters.h"
#include "framework/runner/passes/passes.h"

static bool check_metric(const char *name, GError **error)
{
    g_autofree char *known = pass_metric_names();
    g_auto(GStrv) names = g_strsplit(known, ", ", -1);
    char *const event[] = {(char *)name, NULL}; // of --pass counters=EVENT
    return g_strv_contains((const char *const *)names, name) || counters_check(event, NULL) ||
           option_refuse(error,
                         "'%s' is no metric that is judged; there are %s, and the events of --pass "
                         "counters",
                         name, known);
}

bool margins_add(struct thresholds *thresholds, const char *word, GError **error)
{
    static const double most_percent = 1000;
    const char *sign = strrchr(word, '=');
    char *end = NULL;
    double percent = sign != NULL ? g_ascii_strtod(sign + 1, &end) : NAN;
    bool is_number = end != NULL && end != sign + 1 && (*end == '\0' || strcmp(end, "%") == 0);
    if (!is_number || !(percent >= 0 && percent <= most_percent))
        return option_refuse(
            error, "a margin must be METRIC=PERCENT, such as latency_p99=5, not '%s'", word);
    g_autofree char *name = g_strstrip(g_strndup(word, (gsize)(sign - word)));
    if (!check_metric(name, error))
        return false;
    return thresholds_set_margin(thresholds, g_intern_string(name), percent / 100) ||
           option_refuse(error, "at most %d metrics can have a margin of their own",
                         MOST_METRIC_MARGINS);
}

struct thresholds margins_of_options(const struct options *options)
{
    struct thresholds thresholds = {
        .alpha = options->alpha,
        .margin = options->margin,
        .same_within = options->same_within,
    };
    thresholds_set_margin(&thresholds, "instructions", options->margin_instructions);
    for (char **word = options->metric_margins; word != NULL && *word != NULL; word++)
        margins_add(&thresholds, *word, NULL);
    return thresholds;
}
