// SPDX-License-Identifier: MIT
#include "reports/words/history_words.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/text.h"
#include "reports/report.h"
#include "reports/words/metrics.h"
#include "reports/words/units.h"

char *history_value(const struct history_series *series, double value)
{
    if (strcmp(series->metric, HISTORY_TIME) == 0)
        return units_time(value);
    const struct metric metric = {.name = series->metric,
                                  .unit = series->unit,
                                  .source = (char *)"",
                                  .value = value,
                                  .better = series->better};
    return metric_text(&metric);
}

bool history_is_wide(const struct history_point *point)
{
    double width = point->high - point->low;
    return width > 0 && width >= fabs(point->value);
}

char *history_interval(const struct history_series *series, const struct history_point *point)
{
    if (isnan(point->low) || isnan(point->high))
        return g_strdup("");
    if (history_is_wide(point))
        return g_strdup("wide");
    struct time_scale scale = time_scale_for(&point->value, 1);
    bool is_time = strcmp(series->metric, HISTORY_TIME) == 0;
    g_autofree char *low =
        is_time ? units_scaled(&scale, point->low) : history_value(series, point->low);
    g_autofree char *high =
        is_time ? units_scaled(&scale, point->high) : history_value(series, point->high);
    return g_strdup_printf("[%s–%s]", low, high);
}

char *history_commit_name(const struct history_run *run)
{
    enum { SHORT = 12 };
    if (run->commit == NULL)
        return g_strdup("-");
    g_autofree char *name = text_printable(run->commit->name);
    g_autofree char *head = text_keep_head(name, strlen(name) > SHORT ? SHORT + 1 : SHORT);
    if (g_str_has_suffix(head, "…"))
        head[strlen(head) - strlen("…")] = '\0';
    return g_strconcat(head, run->is_dirty ? "+" : "", NULL);
}

static char *format_time(int64_t seconds, const char *format)
{
    g_autoptr(GDateTime) time =
        seconds != HISTORY_UNKNOWN ? g_date_time_new_from_unix_utc(seconds) : NULL;
    return time != NULL ? g_date_time_format(time, format) : NULL;
}

char *history_moment(int64_t seconds)
{
    return format_time(seconds, "%Y-%m-%dT%H:%M:%SZ");
}

char *history_date(const struct history_run *run)
{
    bool is_committed = run->commit != NULL && run->commit->time != HISTORY_UNKNOWN;
    char *date = format_time(is_committed ? run->commit->time : run->started, "%Y-%m-%d");
    return date != NULL ? date : g_strdup("");
}

static bool is_same_commit(const struct history_point *a, const struct history_point *b)
{
    return a->run->commit != NULL && a->run->commit == b->run->commit;
}

double history_change(const struct history_series *series, guint at)
{
    const struct history_point *points = elements_of(series->points, struct history_point);
    guint before = at;
    while (before > 0 && is_same_commit(&points[before - 1], &points[at]))
        before--;
    return before > 0 && points[before - 1].value > 0 ? points[at].value / points[before - 1].value
                                                      : (double)NAN;
}

guint history_count_commits(const struct history_series *series)
{
    const struct history_point *points = elements_of(series->points, struct history_point);
    guint n = 0;
    for (guint i = 0; i < series->points->len; i++)
        n += i == 0 || !is_same_commit(&points[i - 1], &points[i]);
    return n;
}

char *history_normalised_by(const struct history_series *series)
{
    const struct history_normalised *how = &series->normalised;
    if (how->n_machines == 0)
        return g_strdup("");
    g_autofree char *error = units_percent(expm1(how->error));
    return g_strdup_printf(
        "%s%s, adds ±%s%s", how->reference != NULL ? "reference " : "the mean of all references",
        how->reference != NULL ? how->reference : "", *error != '\0' ? error : "∞",
        how->is_tested ? "" : " (two machines: untested)");
}

char *history_normalised(const struct history_series *series)
{
    g_autofree char *by = history_normalised_by(series);
    return *by != '\0' ? g_strconcat("normalised by ", by, NULL) : NULL;
}

bool history_has_normalised(const GPtrArray *series)
{
    for (guint i = 0; i < series->len; i++)
        if (((const struct history_series *)g_ptr_array_index(series, i))->normalised.n_machines >
            0)
            return true;
    return false;
}

char *history_about(const struct history_series *series)
{
    const struct history_normalised *how = &series->normalised;
    g_autofree char *normalised = history_normalised(series);
    g_autofree char *place = how->n_machines > 0
                                 ? g_strdup_printf("%u %s, as on %s, %s", how->n_machines,
                                                   series->machine, how->machine, normalised)
                                 : g_strdup_printf("the machine %s", series->machine);
    g_autofree char *built = history_built_by(series);
    g_autofree char *whole =
        g_strdup_printf("%s, %s, of the suite %s%s%s on %s", series->case_id, series->metric,
                        series->suite, *built != '\0' ? ", built by " : "", built, place);
    return text_printable(whole);
}

char *history_built_by(const struct history_series *series)
{
    enum { MOST_COLUMNS = 40 };
    bool is_one_of_several = series->compiler != NULL && series->compiler->label != NULL;
    g_autofree char *printable = text_printable(is_one_of_several ? series->compiler->label : "");
    return text_keep_ends(printable, MOST_COLUMNS);
}

char *history_step_change(const struct history_series *series, double before, double after,
                          double ratio)
{
    g_autofree char *from = history_value(series, before);
    g_autofree char *to = history_value(series, after);
    return isfinite(ratio) ? units_change(ratio) : g_strconcat(from, " -> ", to, NULL);
}

char *history_last_step(const struct history_series *series, const GArray *steps)
{
    if (steps == NULL || steps->len == 0)
        return NULL;
    const struct history_step *step = &g_array_index(steps, struct history_step, steps->len - 1);
    const struct history_point *first =
        &g_array_index(series->points, struct history_point, step->at);
    g_autofree char *change = history_step_change(series, step->before, step->after, step->ratio);
    g_autofree char *commit = history_commit_name(first->run);
    return g_strdup_printf("%s at %s", change, commit);
}

char *history_finding(const struct history_series *series, const GArray *steps)
{
    guint last = series->points->len - 1;
    const struct history_point *newest = &g_array_index(series->points, struct history_point, last);
    g_autofree char *id = text_printable(series->case_id);
    g_autofree char *value = history_value(series, newest->value);
    g_autofree char *commit = history_commit_name(newest->run);
    g_autofree char *change = units_change(history_change(series, last));
    g_autofree char *last_step = history_last_step(series, steps);
    bool is_known = newest->run->commit != NULL;
    bool is_compared = last_step == NULL && *change != '\0';
    return g_strdup_printf("%s: %s%s%s%s%s%s%s%s", id, value, is_known ? " at " : "",
                           is_known ? commit : "", is_compared ? ", " : "",
                           is_compared ? change : "", is_compared ? " since the commit before" : "",
                           last_step != NULL ? "; last step: " : "",
                           last_step != NULL ? last_step : "");
}
