// SPDX-License-Identifier: MIT
// The file format of speedscope: frames, for each metric a list of paths with their weights, and
// for each lane of spans what began and ended in it.
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/json.h"
#include "framework/base/json_items.h"
#include "framework/base/text.h"
#include "framework/profile/reduced.h"
#include "framework/profile/span_lanes.h"
#include "reports/formats.h"
#include "reports/words/profile_words.h"
#include "reports/words/span_words.h"

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

static void append_whole(GString *out, guint number)
{
    char digits[16];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    g_string_append_len(out, digits + at, (gssize)(sizeof digits - at));
}

// As text, by hand: paths are most of the file.
static void append_path(GString *out, const struct profile *profile, guint node)
{
    guint path[PROFILE_MOST_DEPTH + 1];
    guint n = profile_path(profile, node, path);
    g_string_append_c(out, '[');
    for (guint i = 0; i < n; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_whole(out, profile_frame_of(profile, path[i])->function);
    }
    g_string_append_c(out, ']');
}

static const char *unit_of(const struct profile_metric *metric)
{
    return strcmp(metric->unit, "s") == 0   ? "seconds"
           : strcmp(metric->unit, "B") == 0 ? "bytes"
                                            : "none";
}

// Appends `whole` with `items` in its array of that key, before those that are there.
static void append_with(GString *out, json_t *whole, const char *key, const GString *items)
{
    struct json_items array = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    json_append(text, whole, JSON_COMPACT);
    json_items_find(&array, text->str, text->len, key);
    g_string_append_len(out, text->str, array.begin - text->str);
    g_string_append_len(out, items->str, (gssize)items->len);
    if (items->len > 0 && array.begin < array.end)
        g_string_append_c(out, ',');
    g_string_append(out, array.begin);
}

static void append_profile(GString *out, const struct profile *profile, guint metric)
{
    const struct profile_metric *shown = g_ptr_array_index(profile->metrics, metric);
    g_autofree char *name = text_printable(shown->name);
    g_autoptr(GString) samples = g_string_new(NULL);
    json_t *object = json_object();
    json_t *weights = json_array();
    double sum = 0;
    for (guint node = 1; node < profile->nodes->len; node++) {
        double value = profile_self(profile, metric, node);
        if (value <= 0)
            continue;
        g_string_append(samples, samples->len > 0 ? "," : "");
        append_path(samples, profile, node);
        json_array_append_new(weights, json_number_or_null(value));
        sum += value;
    }
    json_put_text(object, "type", "sampled");
    json_put_text(object, "name", name);
    json_put_text(object, "unit", unit_of(shown));
    json_put_number(object, "startValue", 0);
    json_put_number(object, "endValue", sum);
    json_object_set_new(object, "samples", json_array());
    json_object_set_new(object, "weights", weights);
    append_with(out, object, "samples", samples);
}

// A frame for each label, behind those of the functions: label -> its number.
static GHashTable *add_labels(const struct profile *profile, json_t *frames)
{
    GHashTable *labels = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < profile->spans->len; i++) {
        char *label = g_array_index(profile->spans, struct profile_span, i).label;
        if (g_hash_table_contains(labels, label))
            continue;
        json_t *frame = json_object();
        g_autofree char *name = text_printable(label);
        json_put_text(frame, "name", name);
        g_hash_table_insert(labels, label, GUINT_TO_POINTER((guint)json_array_size(frames)));
        json_array_append_new(frames, frame);
    }
    return labels;
}

// Events of a lane, whose times must not go back.
struct events {
    json_t *array;
    const struct profile *profile;
    GHashTable *labels;
    double at;
    guint open[SPAN_ROWS], n_open; // spans
};

static void add_event(struct events *events, const char *type, guint span, double at)
{
    const char *label = g_array_index(events->profile->spans, struct profile_span, span).label;
    guint frame = GPOINTER_TO_UINT(g_hash_table_lookup(events->labels, label));
    events->at = fmax(events->at, at);
    json_array_append_new(events->array,
                          json_pack("{sssIso}", "type", type, "frame", (json_int_t)frame, "at",
                                    json_number_or_null(events->at)));
}

static void close_rows(struct events *events, guint row)
{
    while (events->n_open > row) {
        guint index = events->open[--events->n_open];
        const struct profile_span *span =
            &g_array_index(events->profile->spans, struct profile_span, index);
        add_event(events, "C", index, span->at + span->lasted);
    }
}

static json_t *lane_of(const struct profile *profile, const struct span_lane *lane,
                       GHashTable *labels)
{
    struct events events = {
        .array = json_array(), .profile = profile, .labels = labels, .at = -INFINITY};
    g_autofree char *thread = span_thread(profile, lane->pid, lane->tid);
    g_autofree char *name =
        g_strdup_printf("spans of thread %s%s", thread, lane->track > 0 ? ", across others" : "");
    for (guint i = 0; i < lane->places->len; i++) {
        const struct span_place *place = &g_array_index(lane->places, struct span_place, i);
        close_rows(&events, place->row);
        events.open[events.n_open++] = place->span;
        add_event(&events, "O", place->span,
                  g_array_index(profile->spans, struct profile_span, place->span).at);
    }
    close_rows(&events, 0);
    json_t *object = json_object();
    double first = json_number_value(json_object_get(json_array_get(events.array, 0), "at"));
    json_put_text(object, "type", "evented");
    json_put_text(object, "name", name);
    json_put_text(object, "unit", "seconds");
    json_put_number(object, "startValue", fmin(first, 0));
    json_put_number(object, "endValue", events.at);
    json_object_set_new(object, "events", events.array);
    return object;
}

static void add_spans(const struct profile *profile, json_t *frames, json_t *out)
{
    guint left_out = 0;
    g_autoptr(GHashTable) labels = add_labels(profile, frames);
    g_autoptr(GPtrArray) lanes = span_lanes(profile, &left_out);
    for (guint i = 0; i < lanes->len; i++)
        json_array_append_new(out, lane_of(profile, g_ptr_array_index(lanes, i), labels));
}

bool speedscope_write(GString *out, const struct profile_report *report,
                      G_GNUC_UNUSED GError **error)
{
    const struct profile *profile = report->profile;
    g_autoptr(Profile) shallow = profile_shallow(profile);
    const struct profile *shown = shallow != NULL ? shallow : profile;
    g_autofree char *target = text_printable(profile->target != NULL ? profile->target : "");
    g_autoptr(GString) sampled = g_string_new(NULL);
    json_t *root = json_object();
    json_t *shared = json_object();
    json_t *lanes = json_array();
    json_t *frames = frames_of(shown);
    for (guint i = 0; i < shown->metrics->len; i++) {
        g_string_append(sampled, i > 0 ? "," : "");
        append_profile(sampled, shown, i);
    }
    add_spans(profile, frames, lanes);
    json_object_set_new(shared, "frames", frames);
    json_put_text(root, "$schema", "https://www.speedscope.app/file-format-schema.json");
    json_put_text(root, "name", target);
    json_put_text(root, "exporter", "benchrun");
    json_object_set_new(root, "shared", shared);
    json_object_set_new(root, "profiles", lanes);
    append_with(out, root, "profiles", sampled);
    g_string_append_c(out, '\n');
    return true;
}
