// SPDX-License-Identifier: MIT
// The file format of speedscope: frames, and for each metric a list of paths with their weights.
#include <string.h>

#include "framework/base/json.h"
#include "framework/base/text.h"
#include "reports/formats.h"
#include "reports/words/profile_words.h"

static json_t *frames_of(const struct profile *profile)
{
    json_t *frames = json_array();
    for (guint i = 0; i < profile->functions->len; i++) {
        const struct profile_function *function =
            &g_array_index(profile->functions, struct profile_function, i);
        json_t *frame = json_object();
        g_autofree char *name = profile_name(function);
        g_autofree char *file = function->file != NULL ? text_printable(function->file) : NULL;
        json_put_text(frame, "name", name);
        json_put_text(frame, "file", file);
        if (function->line > 0)
            json_put_integer(frame, "line", function->line);
        json_array_append_new(frames, frame);
    }
    return frames;
}

// Outermost first.
static json_t *path_of(const struct profile *profile, guint node)
{
    json_t *path = json_array();
    for (; node != 0; node = g_array_index(profile->nodes, struct profile_node, node).parent) {
        const struct profile_frame *frame = profile_frame_of(profile, node);
        json_array_insert_new(path, 0, json_integer(frame->function));
    }
    return path;
}

static const char *unit_of(const struct profile_metric *metric)
{
    return strcmp(metric->unit, "s") == 0   ? "seconds"
           : strcmp(metric->unit, "B") == 0 ? "bytes"
                                            : "none";
}

static json_t *profile_of(const struct profile *profile, guint metric)
{
    const struct profile_metric *shown = g_ptr_array_index(profile->metrics, metric);
    g_autofree char *name = text_printable(shown->name);
    json_t *object = json_object();
    json_t *samples = json_array();
    json_t *weights = json_array();
    double sum = 0;
    for (guint node = 1; node < profile->nodes->len; node++) {
        double value = profile_self(profile, metric, node);
        if (value <= 0)
            continue;
        json_array_append_new(samples, path_of(profile, node));
        json_array_append_new(weights, json_number_or_null(value));
        sum += value;
    }
    json_put_text(object, "type", "sampled");
    json_put_text(object, "name", name);
    json_put_text(object, "unit", unit_of(shown));
    json_put_number(object, "startValue", 0);
    json_put_number(object, "endValue", sum);
    json_object_set_new(object, "samples", samples);
    json_object_set_new(object, "weights", weights);
    return object;
}

bool speedscope_write(GString *out, const struct profile_report *report,
                      G_GNUC_UNUSED GError **error)
{
    const struct profile *profile = report->profile;
    g_autofree char *target = text_printable(profile->target != NULL ? profile->target : "");
    json_t *root = json_object();
    json_t *shared = json_object();
    json_t *profiles = json_array();
    for (guint i = 0; i < profile->metrics->len; i++)
        json_array_append_new(profiles, profile_of(profile, i));
    json_object_set_new(shared, "frames", frames_of(profile));
    json_put_text(root, "$schema", "https://www.speedscope.app/file-format-schema.json");
    json_put_text(root, "name", target);
    json_put_text(root, "exporter", "benchrun");
    json_object_set_new(root, "shared", shared);
    json_object_set_new(root, "profiles", profiles);
    json_append(out, root, JSON_COMPACT);
    g_string_append_c(out, '\n');
    return true;
}
