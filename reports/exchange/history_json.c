// SPDX-License-Identifier: MIT
// docs/history.md describes it.
#include <math.h>

#include "framework/base/array.h"
#include "framework/base/json.h"
#include "framework/history/series.h"
#include "reports/exchange/normalised_json.h"
#include "reports/formats.h"

enum { FORMAT = 1 };

static void put_seconds(json_t *object, const char *key, int64_t seconds)
{
    if (seconds != HISTORY_UNKNOWN)
        json_object_set_new(object, key, json_integer(seconds));
}

static json_t *machine_row(const void *element)
{
    const struct history_machine *machine = element;
    json_t *object = json_object();
    json_t *about = machine->about != NULL ? json_loads(machine->about, 0, NULL) : NULL;
    json_put_text(object, "machine", machine->identity);
    json_put_text(object, "cpu", machine->cpu);
    if (about != NULL)
        json_object_set_new(object, "about", about);
    return object;
}

static json_t *commit_row(const void *element)
{
    const struct history_commit *commit = element;
    json_t *object = json_object();
    json_t *parents = json_array();
    json_put_text(object, "commit", commit->name);
    put_seconds(object, "time", commit->time);
    for (char **parent = commit->parents; *parent != NULL; parent++)
        json_array_append_new(parents, json_string(*parent));
    json_object_set_new(object, "parents", parents);
    return object;
}

static json_t *references_of(const struct history_run *run)
{
    json_t *object = json_object();
    for (size_t i = 0; i < REFERENCES; i++)
        if (run->references[i] > 0)
            json_put_number(object, reference_names[i], run->references[i]);
    return object;
}

static json_t *run_row(const void *element)
{
    const struct history_run *run = element;
    json_t *object = json_object();
    json_put_text(object, "run", run->name);
    put_seconds(object, "started", run->started);
    json_put_text(object, "commit", run->commit != NULL ? run->commit->name : NULL);
    json_put_bool(object, "dirty", run->is_dirty);
    json_put_text(object, "branch", run->branch);
    json_put_text(object, "compiler", run->compiler);
    json_put_text(object, "machine", run->machine);
    json_t *references = references_of(run);
    if (json_object_size(references) > 0)
        json_object_set(object, "references", references);
    json_decref(references);
    return object;
}

static json_t *points_to_json(const GArray *points)
{
    json_t *array = json_array();
    for (guint i = 0; i < points->len; i++) {
        const struct history_point *point = &g_array_index(points, struct history_point, i);
        const double interval[] = {point->low, point->high};
        json_t *object = json_object();
        json_put_integer(object, "run", point->run->rank);
        json_put_number(object, "value", point->value);
        json_put_pair(object, "interval", interval);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *steps_to_json(const GArray *steps)
{
    json_t *array = json_array();
    for (guint i = 0; i < steps->len; i++) {
        const struct history_step *step = &g_array_index(steps, struct history_step, i);
        json_t *object = json_object();
        json_put_integer(object, "point", step->at);
        json_put_number(object, "before", step->before);
        json_put_number(object, "after", step->after);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *series_to_json(const struct history_report *report,
                              const struct history_series *series)
{
    json_t *object = json_object();
    const GArray *steps = report->steps != NULL ? g_hash_table_lookup(report->steps, series) : NULL;
    json_put_text(object, "machine", series->machine);
    put_normalised(object, series);
    json_put_text(object, "suite", series->suite);
    json_put_text(object, "case", series->case_id);
    json_put_text(object, "metric", series->metric);
    json_put_text(object, "unit", series->unit);
    json_put_text(object, "better", better_word(series->better));
    if (series->compiler != NULL && *series->compiler->name != '\0')
        json_put_text(object, "compiler", series->compiler->name);
    json_object_set_new(object, "points", points_to_json(series->points));
    if (steps != NULL)
        json_object_set_new(object, "steps", steps_to_json(steps));
    return object;
}

// One line for each element: as a value of JSON, all of them together would take far more memory.
static void append_rows(GString *out, const char *key, const GPtrArray *elements,
                        json_t *(*to_json)(const void *element))
{
    g_string_append_printf(out, ",\n \"%s\": [", key);
    for (guint i = 0; i < elements->len; i++) {
        g_string_append(out, i > 0 ? ",\n  " : "\n  ");
        json_append(out, to_json(g_ptr_array_index(elements, i)), JSON_COMPACT);
    }
    g_string_append(out, elements->len > 0 ? "\n ]" : "]");
}

bool history_json_write(GString *out, const struct history_report *report,
                        G_GNUC_UNUSED GError **error)
{
    const struct history_reading *reading = report->reading;
    g_string_append_printf(out, "{\n \"benchrun_history\": %d", FORMAT);
    append_rows(out, "machines", reading->machines, machine_row);
    append_rows(out, "commits", reading->commits, commit_row);
    append_rows(out, "runs", reading->runs, run_row);
    g_string_append(out, ",\n \"series\": [");
    for (guint i = 0; i < reading->series->len; i++) {
        g_string_append(out, i > 0 ? ",\n  " : "\n  ");
        json_append(out, series_to_json(report, g_ptr_array_index(reading->series, i)),
                    JSON_COMPACT);
    }
    g_string_append(out, reading->series->len > 0 ? "\n ]\n}\n" : "]\n}\n");
    return true;
}
