// SPDX-License-Identifier: MIT
#include "framework/history/reading.h"

#include "framework/base/array.h"

static void machine_row_free(gpointer data)
{
    struct history_machine *machine = data;
    g_free(machine->identity);
    g_free(machine->cpu);
    g_free(machine->about);
    g_free(machine);
}

static void commit_free(gpointer data)
{
    struct history_commit *commit = data;
    g_free(commit->name);
    g_strfreev(commit->parents);
    g_free(commit);
}

static void compiler_free(gpointer data)
{
    struct history_compiler *compiler = data;
    g_free(compiler->name);
    g_free(compiler->label);
    g_free(compiler);
}

static void run_row_free(gpointer data)
{
    struct history_run *run = data;
    g_free(run->name);
    g_free(run->branch);
    g_free(run->compiler);
    g_free(run->machine);
    g_free(run);
}

void history_series_free(struct history_series *series)
{
    g_free(series->machine);
    g_free(series->normalised.machine);
    g_free(series->suite);
    g_free(series->case_id);
    g_free(series->metric);
    g_free(series->unit);
    g_array_unref(series->points);
    g_free(series);
}

static gint compare_points(gconstpointer a, gconstpointer b)
{
    const struct history_point *first = a;
    const struct history_point *second = b;
    return (first->run->rank > second->run->rank) - (first->run->rank < second->run->rank);
}

void history_series_sort(struct history_series *series)
{
    g_array_sort(series->points, compare_points);
}

static bool is_same_commit(const struct history_point *a, const struct history_point *b)
{
    return a->run->commit != NULL && a->run->commit == b->run->commit;
}

void history_series_keep_last(struct history_series *series, guint most)
{
    GArray *points = series->points;
    guint first = points->len, n = 0;
    const struct history_point *all = elements_of(points, struct history_point);
    while (first > 0) {
        bool is_next = first == points->len || !is_same_commit(&all[first - 1], &all[first]);
        if (is_next && ++n > most)
            break;
        first--;
    }
    g_array_remove_range(points, 0, first);
}

struct history_reading *history_reading_new(void)
{
    struct history_reading *reading = g_new0(struct history_reading, 1);
    reading->machines = g_ptr_array_new_with_free_func(machine_row_free);
    reading->commits = g_ptr_array_new_with_free_func(commit_free);
    reading->runs = g_ptr_array_new_with_free_func(run_row_free);
    reading->compilers = g_ptr_array_new_with_free_func(compiler_free);
    reading->series = g_ptr_array_new_with_free_func((GDestroyNotify)history_series_free);
    reading->notes = g_ptr_array_new_with_free_func(g_free);
    return reading;
}

void history_reading_free(struct history_reading *reading)
{
    if (reading == NULL)
        return;
    g_ptr_array_unref(reading->machines);
    g_ptr_array_unref(reading->series);
    g_ptr_array_unref(reading->compilers);
    g_ptr_array_unref(reading->notes);
    g_ptr_array_unref(reading->runs);
    g_ptr_array_unref(reading->commits);
    g_free(reading);
}
