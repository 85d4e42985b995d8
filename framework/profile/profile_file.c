// SPDX-License-Identifier: MIT
#include "framework/profile/profile_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/json.h"
#include "framework/base/text_file.h"
#include "framework/result/file/nouns.h"

G_DEFINE_QUARK(benchrun - profile - file - error, profile_file_error)

static json_t *functions_to_json(const struct profile *profile)
{
    json_t *array = json_array();
    for (guint i = 0; i < profile->functions->len; i++) {
        const struct profile_function *function =
            &g_array_index(profile->functions, struct profile_function, i);
        json_t *object = json_object();
        json_put_text(object, "name", function->name);
        json_put_text(object, "file", function->file);
        if (function->line > 0)
            json_put_integer(object, "line", function->line);
        json_put_text(object, "module", function->module);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *frames_to_json(const struct profile *profile)
{
    json_t *array = json_array();
    for (guint i = 0; i < profile->frames->len; i++) {
        const struct profile_frame *frame =
            &g_array_index(profile->frames, struct profile_frame, i);
        json_array_append_new(array, json_pack("[IIb]", (json_int_t)frame->function,
                                               (json_int_t)frame->line, (int)frame->is_inlined));
    }
    return array;
}

// All but the root.
static json_t *nodes_to_json(const struct profile *profile)
{
    json_t *array = json_array();
    for (guint i = 1; i < profile->nodes->len; i++) {
        const struct profile_node *node = &g_array_index(profile->nodes, struct profile_node, i);
        json_array_append_new(array,
                              json_pack("[II]", (json_int_t)node->parent, (json_int_t)node->frame));
    }
    return array;
}

// Counts stay whole numbers.
static json_t *value_to_json(double value)
{
    const double exact = 9007199254740992.0; // 2^53
    return value == floor(value) && fabs(value) <= exact ? json_integer((json_int_t)value)
                                                         : json_number_or_null(value);
}

// Sparse: pairs of a node and its value.
static json_t *metric_to_json(const struct profile_metric *metric)
{
    json_t *object = json_object();
    json_t *self = json_array();
    json_put_text(object, "name", metric->name);
    json_put_text(object, "unit", metric->unit);
    json_put_text(object, "pass", metric->pass);
    json_put_bool(object, "exact", metric->is_exact);
    json_put_bool(object, "peak", metric->is_peak);
    for (guint i = 0; i < metric->self->len; i++) {
        double value = g_array_index(metric->self, double, i);
        if (value != 0)
            json_array_append_new(self, json_pack("[Io]", (json_int_t)i, value_to_json(value)));
    }
    json_object_set_new(object, "self", self);
    return object;
}

static json_t *pass_to_json(const struct profile_pass *pass)
{
    json_t *object = json_object();
    json_put_text(object, "name", pass->name);
    json_put_text(object, "tool", pass->tool);
    json_put_text(object, "build", pass->build);
    json_put_text(object, "missing", pass->why_missing);
    json_put_number(object, "rate_hz", pass->rate_hz);
    json_put_number(object, "samples", pass->samples);
    json_put_number(object, "lost", pass->lost);
    json_put_number(object, "truncated", pass->truncated);
    json_put_number(object, "overhead", pass->overhead);
    json_put_pair(object, "overhead_interval", pass->overhead_interval);
    json_put_number(object, "sample_cost_ns", pass->sample_cost_ns);
    json_put_number(object, "iterations", pass->iterations);
    return object;
}

static json_t *line_to_json(const struct profile_line *line)
{
    json_t *object = json_object();
    json_put_text(object, "file", line->file);
    json_put_integer(object, "line", line->line);
    json_put_integer(object, "metric", line->metric);
    json_object_set_new(object, "value", value_to_json(line->value));
    return object;
}

static json_t *module_to_json(const struct profile_module *module)
{
    json_t *object = json_object();
    json_put_text(object, "name", module->name);
    json_put_text(object, "build_id", module->build_id);
    return object;
}

static json_t *threads_to_json(const struct profile *profile)
{
    json_t *array = json_array();
    for (guint i = 0; i < profile->threads->len; i++) {
        const struct profile_thread *thread =
            &g_array_index(profile->threads, struct profile_thread, i);
        json_t *object = json_object();
        json_put_text(object, "name", thread->name);
        json_put_integer(object, "pid", thread->pid);
        json_put_integer(object, "tid", thread->tid);
        json_put_number(object, "seen_s", thread->seen);
        json_put_number(object, "ran_s", thread->ran);
        json_put_number(object, "runnable_s", thread->runnable);
        json_put_number(object, "slept_s", thread->slept);
        json_put_number(object, "disk_s", thread->disk);
        json_put_number(object, "lock_s", thread->lock);
        json_put_number(object, "switches", thread->switches);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *stalls_to_json(const struct profile *profile)
{
    json_t *array = json_array();
    for (guint i = 0; i < profile->stalls->len; i++) {
        const struct profile_stall *stall =
            &g_array_index(profile->stalls, struct profile_stall, i);
        json_t *object = json_object();
        json_put_text(object, "thread", stall->thread);
        json_put_integer(object, "pid", stall->pid);
        json_put_integer(object, "tid", stall->tid);
        json_put_number(object, "at_s", stall->at);
        json_put_number(object, "lasted_s", stall->lasted);
        json_put_integer(object, "node", stall->node);
        json_put_bool(object, "cut", stall->is_cut);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *spans_to_json(const struct profile *profile)
{
    json_t *array = json_array();
    for (guint i = 0; i < profile->spans->len; i++) {
        const struct profile_span *span = &g_array_index(profile->spans, struct profile_span, i);
        json_t *object = json_object();
        json_put_text(object, "label", span->label);
        json_put_text(object, "note", span->note);
        json_put_integer(object, "pid", span->pid);
        json_put_integer(object, "tid", span->tid);
        json_put_integer(object, "number", span->number);
        if (span->parent > 0)
            json_put_integer(object, "parent", span->parent);
        json_put_number(object, "at_s", span->at);
        json_put_number(object, "lasted_s", span->lasted);
        if (span->is_open)
            json_put_bool(object, "open", true);
        json_array_append_new(array, object);
    }
    return array;
}

static void put_spans(json_t *root, const struct profile *profile)
{
    if (profile->spans->len == 0 && profile->spans_left_out == 0)
        return;
    json_object_set_new(root, "spans", spans_to_json(profile));
    json_put_number(root, "spans_seen_s", profile->spans_seen);
    if (profile->spans_left_out > 0)
        json_put_integer(root, "spans_left_out", profile->spans_left_out);
}

void profile_append(GString *out, const struct profile *profile)
{
    json_t *root = json_object();
    json_t *metrics = json_array();
    json_t *passes = json_array();
    json_t *modules = json_array();
    json_t *lines = json_array();
    json_t *machines = json_array();
    for (guint i = 0; i < profile->metrics->len; i++)
        json_array_append_new(metrics, metric_to_json(g_ptr_array_index(profile->metrics, i)));
    for (guint i = 0; i < profile->passes->len; i++)
        json_array_append_new(passes, pass_to_json(g_ptr_array_index(profile->passes, i)));
    for (guint i = 0; i < profile->modules->len; i++)
        json_array_append_new(modules, module_to_json(g_ptr_array_index(profile->modules, i)));
    for (guint i = 0; i < profile->lines->len; i++)
        json_array_append_new(lines,
                              line_to_json(&g_array_index(profile->lines, struct profile_line, i)));
    for (guint i = 0; i < profile->machines->len; i++)
        json_array_append_new(machines, machine_to_json(g_ptr_array_index(profile->machines, i)));
    json_object_set_new(root, PROFILE_FILE_MARK, json_integer(PROFILE_FILE_VERSION));
    json_put_text(root, "target", profile->target);
    json_put_text(root, "command", profile->command);
    json_put_text(root, "benchrun_version", profile->version);
    json_put_text(root, "started", profile->started);
    json_object_set_new(root, "machines", machines);
    json_object_set_new(root, "passes", passes);
    json_object_set_new(root, "modules", modules);
    json_object_set_new(root, "functions", functions_to_json(profile));
    json_object_set_new(root, "frames", frames_to_json(profile));
    json_object_set_new(root, "nodes", nodes_to_json(profile));
    json_object_set_new(root, "metrics", metrics);
    json_object_set_new(root, "lines", lines);
    if (profile->threads->len > 0)
        json_object_set_new(root, "threads", threads_to_json(profile));
    json_put_number(root, "loops", profile->loops);
    if (profile->stalls->len > 0)
        json_object_set_new(root, "stalls", stalls_to_json(profile));
    put_spans(root, profile);
    json_put_lines(root, "notes", profile->notes);
    json_append(out, root, JSON_COMPACT);
    g_string_append_c(out, '\n');
}

bool profile_write(const struct profile *profile, const char *path, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    profile_append(text, profile);
    return text_file_write(path, text->str, text->len, true, error);
}

bool profile_is_one(const char *text, size_t length)
{
    enum { NEAR_THE_START = 4096 };
    return g_strstr_len(text, (gssize)MIN(length, NEAR_THE_START), "\"" PROFILE_FILE_MARK "\"") !=
           NULL;
}

bool profile_is_file(const char *path)
{
    char text[4096];
    int fd = text_file_open_to_read(path, NULL);
    FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;
    size_t length = file != NULL ? fread(text, 1, sizeof text, file) : 0;
    if (file != NULL)
        fclose(file);
    return profile_is_one(text, length);
}
