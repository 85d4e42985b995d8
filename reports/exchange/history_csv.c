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
                      const struct history_point *point, bool with_normalised)
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
    if (with_normalised) {
        g_autofree char *normalised = history_normalised(series);
        g_string_append_c(out, ',');
        csv_append_text(out, normalised != NULL ? normalised : "");
    }
    g_string_append(out, "\r\n");
}

bool history_csv_write(GString *out, const struct history_report *report,
                       G_GNUC_UNUSED GError **error)
{
    const GPtrArray *all = report->reading->series;
    g_string_append(out, "machine,suite,case,metric,unit,commit,commit_time,dirty,branch,run,"
                         "started,compiler,value,low,high");
    bool with_normalised = history_has_normalised(all);
    g_string_append(out, with_normalised ? ",normalised\r\n" : "\r\n");
    for (guint i = 0; i < all->len; i++) {
        const struct history_series *series = g_ptr_array_index(all, i);
        for (guint p = 0; p < series->points->len; p++)
            add_point(out, series, &g_array_index(series->points, struct history_point, p),
                      with_normalised);
    }
    return true;
}

// Otava wants a time and a number in each field: shown are the series that the newest run has, and
// the runs that have all of these.
struct pivot {
    GPtrArray *series; // const struct history_series *
    GPtrArray *values; // GHashTable * of each: const struct history_run * -> const double *
};

// The time of a run's place among the others, as Otava takes the order of the lines for that of
// time.
static int64_t moment_of(const struct history_run *run)
{
    bool is_committed = run->commit != NULL && run->commit->time != HISTORY_UNKNOWN;
    return is_committed ? run->commit->time : run->started;
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

// The last of those that have a time and a value in any of the series; NULL: there is none.
static const struct history_run *newest_run(const GPtrArray *all)
{
    const struct history_run *newest = NULL;
    for (guint i = 0; i < all->len; i++) {
        const struct history_series *series = g_ptr_array_index(all, i);
        const struct history_point *points = elements_of(series->points, struct history_point);
        guint n = series->points->len;
        while (n > 0 && moment_of(points[n - 1].run) == HISTORY_UNKNOWN)
            n--;
        if (n > 0 && (newest == NULL || points[n - 1].run->rank > newest->rank))
            newest = points[n - 1].run;
    }
    return newest;
}

static GHashTable *values_by_run(const struct history_series *series)
{
    GHashTable *values = g_hash_table_new(NULL, NULL);
    struct history_point *points = elements_of(series->points, struct history_point);
    for (guint i = 0; i < series->points->len; i++)
        g_hash_table_insert(values, (gpointer)points[i].run, &points[i].value);
    return values;
}

static struct pivot choose_series(const GPtrArray *all)
{
    const struct history_run *newest = newest_run(all);
    struct pivot pivot = {g_ptr_array_new(),
                          g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref)};
    for (guint i = 0; i < all->len; i++) {
        struct history_series *series = g_ptr_array_index(all, i);
        GHashTable *values = values_by_run(series);
        bool is_chosen = newest != NULL && g_hash_table_contains(values, newest);
        if (!is_chosen) {
            g_hash_table_unref(values);
            continue;
        }
        g_ptr_array_add(pivot.series, series);
        g_ptr_array_add(pivot.values, values);
    }
    return pivot;
}

static void write_names(GString *out, const struct pivot *pivot)
{
    g_autoptr(GHashTable) taken = names_new();
    g_free(name_once(taken, "time"));
    g_free(name_once(taken, "commit"));
    g_string_append(out, "time,commit");
    for (guint i = 0; i < pivot->series->len; i++) {
        const struct history_series *series = g_ptr_array_index(pivot->series, i);
        bool is_time = strcmp(series->metric, HISTORY_TIME) == 0;
        g_autofree char *how = history_normalised(series);
        g_autofree char *full =
            g_strconcat(series->case_id, is_time ? "" : " ", is_time ? "" : series->metric,
                        how != NULL ? ", " : "", how, NULL);
        g_autofree char *name = name_once(taken, full);
        g_string_append_c(out, ',');
        csv_append_text(out, name);
    }
    g_string_append(out, "\r\n");
}

// In how many of the chosen series a run has a value.
static guint count_values(const struct pivot *pivot, const struct history_run *run)
{
    guint n = 0;
    for (guint i = 0; i < pivot->values->len; i++)
        n += g_hash_table_contains(g_ptr_array_index(pivot->values, i), run) ? 1 : 0;
    return n;
}

static void write_run(GString *out, const struct pivot *pivot, const struct history_run *run)
{
    add_moment(out, moment_of(run));
    csv_append_text(out, run->commit != NULL ? run->commit->name : "");
    for (guint i = 0; i < pivot->values->len; i++) {
        const double *value = g_hash_table_lookup(g_ptr_array_index(pivot->values, i), run);
        g_string_append_c(out, ',');
        text_append_number(out, *value);
    }
    g_string_append(out, "\r\n");
}

// How many are left out though they have a value.
static guint write_runs(GString *out, const struct pivot *pivot, const GPtrArray *runs)
{
    guint n_left_out = 0;
    for (guint i = 0; i < runs->len; i++) {
        const struct history_run *run = g_ptr_array_index(runs, i);
        guint n = count_values(pivot, run);
        bool is_whole = n == pivot->series->len && moment_of(run) != HISTORY_UNKNOWN;
        if (is_whole && n > 0)
            write_run(out, pivot, run);
        else
            n_left_out += n > 0;
    }
    return n_left_out;
}

bool history_otava_write(GString *out, const struct history_report *report, GError **error)
{
    const struct history_reading *reading = report->reading;
    if (!check_machine(reading->series, error))
        return false;
    struct pivot pivot = choose_series(reading->series);
    write_names(out, &pivot);
    guint n_runs = write_runs(out, &pivot, reading->runs);
    guint n_series = reading->series->len - pivot.series->len;
    if (report->notes != NULL && n_series + n_runs > 0)
        g_ptr_array_add(
            report->notes,
            g_strdup_printf("otava wants a time and a number in each field: left out are %u series "
                            "(the newest run lacks them) and %u of the runs (they lack one)",
                            n_series, n_runs));
    g_ptr_array_unref(pivot.series);
    g_ptr_array_unref(pivot.values);
    return true;
}
