// SPDX-License-Identifier: MIT
#include <math.h>

#include "framework/base/json.h"
#include "framework/cli/ps_text.h"

static json_t *json_of_case(const struct shown_case *shown)
{
    json_t *object = json_object();
    json_put_text(object, "id", shown->id);
    json_put_text(object, "state", ps_state_word(shown));
    json_put_bool(object, "is_asked_to_skip", shown->is_asked);
    json_put_number(object, "runs_for_s", shown->runs_for_s);
    if (shown->worker > 0)
        json_put_integer(object, "worker", (uint64_t)shown->worker);
    return object;
}

static json_t *json_of_run(const struct shown_run *run, bool has_cases)
{
    unsigned done, total;
    json_t *object = json_object();
    g_autofree char *in_progress = ps_case_in_progress(run);
    ps_count_done(run, &done, &total);
    json_put_integer(object, "pid", (uint64_t)run->identity.pid);
    json_put_text(object, "command", run->command);
    json_put_number(object, "running_s", run->running_s);
    if (*in_progress != '\0')
        json_put_text(object, "in_progress", in_progress);
    if (*run->search != '\0')
        json_put_text(object, "search", run->search);
    json_put_integer(object, "done", done);
    json_put_integer(object, "total", total);
    json_put_number(object, "left_s", run->left_s);
    if (run->cpu >= 0)
        json_put_integer(object, "cpu", (uint64_t)run->cpu);
    json_t *cases = has_cases ? json_array() : NULL;
    for (guint i = 0; has_cases && i < run->cases->len; i++)
        json_array_append_new(cases, json_of_case(g_ptr_array_index(run->cases, i)));
    if (has_cases)
        json_object_set_new(object, "cases", cases);
    return object;
}

static json_t *json_of_span(const struct open_span *span)
{
    json_t *object = json_object();
    json_put_integer(object, "number", span->number);
    json_put_text(object, "label", span->label);
    if (span->note[0] != '\0')
        json_put_text(object, "note", span->note);
    json_put_integer(object, "thread", (uint64_t)MAX(span->tid, 0));
    json_put_number(object, "age_s", span->age_s);
    if (span->parent > 0)
        json_put_integer(object, "parent", span->parent);
    json_put_bool(object, "is_asked_to_end", span->is_cancelled);
    return object;
}

static json_t *json_of_total(const struct span_total *total)
{
    json_t *object = json_object();
    json_put_text(object, "label", total->label);
    json_put_integer(object, "count", total->count);
    json_put_number(object, "total_s", total->total_s);
    json_put_number(object, "mean_s", total->total_s / (double)total->count);
    json_put_number(object, "max_s", total->max_s);
    return object;
}

static json_t *json_of_program(const struct span_program *program, bool has_spans)
{
    json_t *object = json_object();
    json_put_integer(object, "pid", (uint64_t)program->identity.pid);
    json_put_text(object, "program", program->program);
    json_put_integer(object, "open", program->spans->len);
    if (program->spans->len > 0)
        json_put_number(object, "oldest_s",
                        g_array_index(program->spans, struct open_span, 0).age_s);
    json_put_integer(object, "left_out", program->left_out);
    json_put_integer(object, "changed", program->changed);
    if (!has_spans)
        return object;
    json_t *spans = json_array();
    for (guint i = 0; i < program->spans->len; i++)
        json_array_append_new(spans,
                              json_of_span(&g_array_index(program->spans, struct open_span, i)));
    json_object_set_new(object, "spans", spans);
    json_t *totals = json_array();
    for (guint i = 0; i < program->totals->len; i++)
        json_array_append_new(totals,
                              json_of_total(&g_array_index(program->totals, struct span_total, i)));
    json_object_set_new(object, "labels", totals);
    return object;
}

void ps_json_write(GString *out, const struct live_list *list, bool is_of_process)
{
    json_t *object = json_object();
    json_t *runs = json_array();
    json_t *programs = json_array();
    for (guint i = 0; i < list->runs->len; i++)
        json_array_append_new(runs, json_of_run(g_ptr_array_index(list->runs, i), is_of_process));
    for (guint i = 0; i < list->programs->len; i++)
        json_array_append_new(programs,
                              json_of_program(g_ptr_array_index(list->programs, i), is_of_process));
    json_object_set_new(object, "runs", runs);
    json_object_set_new(object, "programs", programs);
    json_append(out, object, JSON_INDENT(2));
    g_string_append_c(out, '\n');
}
