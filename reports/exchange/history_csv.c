// SPDX-License-Identifier: MIT
// A line for each point of each series; and what Apache Otava reads: a line for each run.
#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/text.h"
#include "framework/history/series.h"
#include "reports/exchange/csv.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"
#include "reports/words/history_words.h"

static void add_moment(GString *out, int64_t seconds)
{
    g_autofree char *moment = history_moment(seconds);
    csv_add_text(out, moment);
}

static void add_point(GString *out, const struct history_series *series,
                      const struct history_point *point)
{
    const struct history_run *run = point->run;
    csv_add_text(out, series->machine);
    csv_add_text(out, series->suite);
    csv_add_text(out, series->case_id);
    csv_add_text(out, series->metric);
    csv_add_text(out, series->unit);
    csv_add_text(out, run->commit != NULL ? run->commit->name : NULL);
    add_moment(out, run->commit != NULL ? run->commit->time : HISTORY_UNKNOWN);
    g_string_append_printf(out, "%d,", run->is_dirty);
    csv_add_text(out, run->branch);
    csv_add_text(out, run->name);
    add_moment(out, run->started);
    csv_add_text(out, run->compiler);
    text_append_number(out, point->value);
    g_string_append_c(out, ',');
    text_append_number(out, point->low);
    g_string_append_c(out, ',');
    text_append_number(out, point->high);
    g_string_append(out, "\r\n");
}

bool history_csv_write(GString *out, const struct history_report *report,
                       G_GNUC_UNUSED GError **error)
{
    const GPtrArray *all = report->reading->series;
    g_string_append(out, "machine,suite,case,metric,unit,commit,commit_time,dirty,branch,run,"
                         "started,compiler,value,low,high\r\n");
    for (guint i = 0; i < all->len; i++) {
        const struct history_series *series = g_ptr_array_index(all, i);
        for (guint p = 0; p < series->points->len; p++)
            add_point(out, series, &g_array_index(series->points, struct history_point, p));
    }
    return true;
}

// Otava wants a number in each field: of the newest run all series, and of those before it the runs
// that have all of these.
static const struct history_run *newest_run(const GPtrArray *all)
{
    const struct history_run *newest = NULL;
    for (guint i = 0; i < all->len; i++) {
        const struct history_series *series = g_ptr_array_index(all, i);
        const struct history_run *run =
            g_array_index(series->points, struct history_point, series->points->len - 1).run;
        if (newest == NULL || run->rank > newest->rank)
            newest = run;
    }
    return newest;
}

static bool has_run(const struct history_series *series, const struct history_run *run)
{
    const struct history_point *points = elements_of(series->points, struct history_point);
    for (guint i = series->points->len; i > 0 && points[i - 1].run->rank >= run->rank; i--)
        if (points[i - 1].run == run)
            return true;
    return false;
}

static bool check_machine(const GPtrArray *all, GError **error)
{
    for (guint i = 1; i < all->len; i++) {
        const struct history_series *series[] = {g_ptr_array_index(all, 0),
                                                 g_ptr_array_index(all, i)};
        if (strcmp(series[0]->machine, series[1]->machine) == 0)
            continue;
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "otava takes the series of one machine: choose one with --machine, such as %s",
                    series[0]->machine);
        return false;
    }
    return true;
}

static GHashTable *values_by_run(const struct history_series *series)
{
    GHashTable *values = g_hash_table_new(NULL, NULL);
    struct history_point *points = elements_of(series->points, struct history_point);
    for (guint i = 0; i < series->points->len; i++)
        g_hash_table_insert(values, (gpointer)points[i].run, &points[i].value);
    return values;
}

static void write_names(GString *out, const GPtrArray *chosen)
{
    g_autoptr(GHashTable) taken = names_new();
    g_free(name_once(taken, "time"));
    g_free(name_once(taken, "commit"));
    g_string_append(out, "time,commit");
    for (guint i = 0; i < chosen->len; i++) {
        const struct history_series *series = g_ptr_array_index(chosen, i);
        bool is_time = strcmp(series->metric, HISTORY_TIME) == 0;
        g_autofree char *full = is_time ? g_strdup(series->case_id)
                                        : g_strdup_printf("%s %s", series->case_id, series->metric);
        g_autofree char *name = name_once(taken, full);
        g_string_append_c(out, ',');
        csv_append_text(out, name);
    }
    g_string_append(out, "\r\n");
}

// Otava takes the order of the lines for that of time, so the time is that of the run's place.
static bool write_run(GString *out, const struct history_run *run, GHashTable **values, guint n)
{
    for (guint i = 0; i < n; i++)
        if (!g_hash_table_contains(values[i], run))
            return false;
    bool is_committed = run->commit != NULL && run->commit->time != HISTORY_UNKNOWN;
    add_moment(out, is_committed ? run->commit->time : run->started);
    csv_append_text(out, run->commit != NULL ? run->commit->name : "");
    for (guint i = 0; i < n; i++) {
        g_string_append_c(out, ',');
        text_append_number(out, *(const double *)g_hash_table_lookup(values[i], run));
    }
    g_string_append(out, "\r\n");
    return true;
}

static void note(const struct history_report *report, guint n_series, guint n_runs)
{
    if (report->notes == NULL || n_series + n_runs == 0)
        return;
    g_ptr_array_add(report->notes,
                    g_strdup_printf("otava wants a number in each field: %u series that the newest "
                                    "run lacks and %u runs that lack one are left out",
                                    n_series, n_runs));
}

bool history_otava_write(GString *out, const struct history_report *report, GError **error)
{
    const struct history_reading *reading = report->reading;
    if (!check_machine(reading->series, error))
        return false;
    const struct history_run *newest = newest_run(reading->series);
    g_autoptr(GPtrArray) chosen = g_ptr_array_new();
    for (guint i = 0; i < reading->series->len; i++)
        if (has_run(g_ptr_array_index(reading->series, i), newest))
            g_ptr_array_add(chosen, g_ptr_array_index(reading->series, i));
    g_autoptr(GPtrArray) values =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    for (guint i = 0; i < chosen->len; i++)
        g_ptr_array_add(values, values_by_run(g_ptr_array_index(chosen, i)));
    guint n_left_out = 0;
    write_names(out, chosen);
    for (guint i = 0; i < reading->runs->len; i++) {
        const struct history_run *run = g_ptr_array_index(reading->runs, i);
        bool is_of_any = false;
        for (guint c = 0; c < values->len && !is_of_any; c++)
            is_of_any = g_hash_table_contains(g_ptr_array_index(values, c), run);
        if (is_of_any && !write_run(out, run, (GHashTable **)values->pdata, values->len))
            n_left_out++;
    }
    note(report, reading->series->len - chosen->len, n_left_out);
    return true;
}
