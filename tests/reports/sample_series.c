// SPDX-License-Identifier: MIT
#include "tests/reports/sample_series.h"

#include <math.h>

static void add_commits(struct history_reading *reading, const char *word)
{
    const char *parents[] = {word, NULL};
    for (int i = 0; i < 4; i++) {
        struct history_commit *commit = g_new0(struct history_commit, 1);
        commit->name = g_strdup_printf("%08dabcdef%s", i + 1, i == 3 ? word : "");
        commit->time = 1767323045 + 86400 * i;
        commit->parents = g_strdupv((char **)parents);
        g_ptr_array_add(reading->commits, commit);
    }
}

// The last one is without a commit.
static void add_runs(struct history_reading *reading, const char *word)
{
    for (guint i = 0; i < 5; i++) {
        struct history_run *run = g_new0(struct history_run, 1);
        run->id = i + 1;
        run->name = g_strdup_printf("run%u%s", i, word);
        run->started = i == 4 ? HISTORY_UNKNOWN : 1767409445 + 86400 * i;
        run->commit = i < 4 ? g_ptr_array_index(reading->commits, i) : NULL;
        run->is_dirty = i == 3;
        run->branch = g_strdup(word);
        run->compiler = g_strdup(word);
        run->machine = g_strdup(word);
        run->rank = i;
        g_ptr_array_add(reading->runs, run);
    }
}

static void add_compiler(struct history_reading *reading, const char *word)
{
    struct history_compiler *compiler = g_new0(struct history_compiler, 1);
    compiler->name = g_strdup(word);
    compiler->label = g_strdup(word);
    g_ptr_array_add(reading->compilers, compiler);
}

static void add_series(struct history_reading *reading, const char *word, const char *case_id,
                       const char *metric, guint n, double first)
{
    struct history_series *series = g_new0(struct history_series, 1);
    bool is_time = g_str_equal(metric, HISTORY_TIME);
    series->machine = g_strdup(word);
    series->suite = g_strdup(word);
    series->case_id = g_strconcat(case_id, word, NULL);
    series->metric = is_time ? g_strdup(metric) : g_strconcat(metric, word, NULL);
    series->unit = is_time ? g_strdup("ns") : g_strdup(word);
    series->better = BETTER_LESS;
    series->compiler = g_ptr_array_index(reading->compilers, first > 1000 ? 1 : 0);
    series->points = g_array_new(FALSE, FALSE, sizeof(struct history_point));
    for (guint i = 0; i < n; i++) {
        double value = i < 2 ? first + i : 1.5 * first + i;
        struct history_point point = {g_ptr_array_index(reading->runs, i), value,
                                      is_time ? value - 2 : (double)NAN,
                                      is_time ? value + 2 : (double)NAN};
        g_array_append_val(series->points, point);
    }
    g_ptr_array_add(reading->series, series);
}

struct history_reading *sample_series(const char *word)
{
    struct history_reading *reading = history_reading_new();
    struct history_machine *machine = g_new0(struct history_machine, 1);
    machine->identity = g_strdup(word);
    machine->cpu = g_strdup(word);
    machine->about = g_strdup("{\"id\": \"x\\u001b\"}");
    g_ptr_array_add(reading->machines, machine);
    add_commits(reading, word);
    add_runs(reading, word);
    add_compiler(reading, word);
    add_compiler(reading, "gcc -O3");
    add_series(reading, word, "sum/lanes", "instructions", 4, 700);
    add_series(reading, word, "sum/lanes", HISTORY_TIME, 5, 100);
    add_series(reading, word, "sum/plain", HISTORY_TIME, 5, 2000);
    return reading;
}
