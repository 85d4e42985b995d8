// SPDX-License-Identifier: MIT
// docs/history.md describes it.
#include "framework/base/json.h"
#include "framework/history/step_search.h"
#include "reports/exchange/normalised_json.h"
#include "reports/formats.h"

enum { FORMAT = 1 };

static json_t *side_to_json(const struct history_run *run, double value)
{
    json_t *object = json_object();
    json_put_text(object, "commit", run->commit != NULL ? run->commit->name : NULL);
    json_put_text(object, "run", run->name);
    json_put_text(object, "compiler", run->compiler);
    json_put_number(object, "value", value);
    return object;
}

static const char *word_of_check(enum step_check check)
{
    static const char *const words[] = {
        [STEP_UNCHECKED] = NULL,
        [STEP_CONFIRMED] = "confirmed",
        [STEP_REFUTED] = "refuted",
        [STEP_UNMEASURED] = "unmeasured",
    };
    return words[check];
}

static void put_place(json_t *object, const struct found_step *step)
{
    const struct history_commit *from = step->from->commit;
    const struct history_commit *to = step->to->commit;
    if (!found_step_is_vague(step) || from == NULL || to == NULL)
        return;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, from->name);
    g_ptr_array_add(names, to->name);
    json_put_lines(object, "between", names);
}

static json_t *step_to_json(const struct found_step *step)
{
    const struct history_series *series = step->series;
    json_t *object = json_object();
    json_put_text(object, "case", series->case_id);
    json_put_text(object, "suite", series->suite);
    json_put_text(object, "metric", series->metric);
    json_put_text(object, "unit", series->unit);
    json_put_text(object, "machine", series->machine);
    put_normalised(object, series);
    json_object_set_new(object, "before", side_to_json(step->last, step->before));
    json_object_set_new(object, "after", side_to_json(step->first, step->after));
    put_place(object, step);
    json_put_number(object, "ratio", step->ratio);
    json_put_pair(object, "interval", step->interval);
    json_put_number(object, "p", step->p);
    json_put_integer(object, "age", step->age);
    json_put_text(object, "direction", step_direction_word(step->direction));
    json_put_bool(object, "accepted", step->is_accepted);
    json_put_text(object, "check", word_of_check(step->check));
    json_put_text(object, "checked", step->checked);
    return object;
}

bool steps_json_write(GString *out, const struct steps_report *report, G_GNUC_UNUSED GError **error)
{
    json_t *object = json_object();
    json_t *steps = json_array();
    for (guint i = 0; i < report->steps->len; i++)
        json_array_append_new(steps, step_to_json(g_ptr_array_index(report->steps, i)));
    json_put_integer(object, "benchrun_steps", FORMAT);
    json_put_integer(object, "series", report->search->n_series);
    json_put_integer(object, "short_series", report->search->n_short);
    json_put_number(object, "level", report->search->level);
    json_object_set_new(object, "steps", steps);
    json_append(out, object, JSON_INDENT(1));
    g_string_append_c(out, '\n');
    return true;
}
