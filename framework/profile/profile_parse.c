// SPDX-License-Identifier: MIT
#include "framework/profile/profile_parse.h"

#include <math.h>

#include "framework/base/json.h"
#include "framework/base/json_document.h"
#include "framework/base/text_file.h"
#include "framework/profile/profile_file.h"
#include "framework/result/file/nouns.h"

static const struct json_range range_any = {-JSON_MOST, JSON_MOST};
static const struct json_range range_value = {-1e300, 1e300}; // all of them add up to a number
static const struct json_range range_amount = {0, JSON_MOST};
static const struct json_range range_index = {0, G_MAXUINT32 - 1};
// Of spans, in seconds: what can be added up and drawn.
static const struct json_range range_time = {-1e10, 1e10};
static const struct json_range range_duration = {0, 1e10};

static void get_functions(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "functions");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *object = json_array_get(array, i);
        g_autofree char *name = json_get_text(reader, object, "name");
        g_autofree char *file = json_get_text(reader, object, "file");
        g_autofree char *module = json_get_text(reader, object, "module");
        if (name == NULL)
            json_complain(reader, "'functions[%zu]' has no 'name'", i);
        if (reader->wrong != NULL)
            return;
        const struct profile_function function = {
            .name = name,
            .file = file,
            .module = module,
            .line = (unsigned)json_get_integer(reader, object, "line", &range_index),
        };
        if (profile_function(profile, &function) != i)
            json_complain(reader, "'functions[%zu]' appears twice", i);
    }
}

// An element of a row that must be an index below `limit`.
static guint get_index(struct json_reader *reader, const json_t *row, const char *key, size_t at,
                       size_t column, size_t limit)
{
    const json_t *value = json_array_get(row, column);
    json_int_t index = json_integer_value(value);
    if (json_is_integer(value) && index >= 0 && (size_t)index < limit)
        return (guint)index;
    json_complain(reader, "'%s[%zu][%zu]' is not a whole number from 0 to %zu", key, at, column,
                  limit - 1);
    return 0;
}

static void get_frames(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "frames");
    for (size_t i = 0; i < json_array_size(array) && reader->wrong == NULL; i++) {
        const json_t *row = json_array_get(array, i);
        const struct profile_frame frame = {
            .function = get_index(reader, row, "frames", i, 0, profile->functions->len),
            .line = get_index(reader, row, "frames", i, 1, G_MAXUINT32),
            .is_inlined = json_is_true(json_array_get(row, 2)),
        };
        if (reader->wrong == NULL && profile_frame(profile, &frame) != i)
            json_complain(reader, "'frames[%zu]' appears twice", i);
    }
}

static void get_nodes(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "nodes");
    for (size_t i = 0; i < json_array_size(array) && reader->wrong == NULL; i++) {
        const json_t *row = json_array_get(array, i);
        guint parent = get_index(reader, row, "nodes", i, 0, i + 1);
        guint frame = get_index(reader, row, "nodes", i, 1, profile->frames->len);
        if (reader->wrong == NULL && profile_child(profile, parent, frame) != i + 1)
            json_complain(reader, "'nodes[%zu]' appears twice", i);
    }
}

static void get_self(struct json_reader *reader, const json_t *object, struct profile *profile,
                     guint metric)
{
    const json_t *array = json_get_array(reader, object, "self");
    for (size_t i = 0; i < json_array_size(array) && reader->wrong == NULL; i++) {
        const json_t *row = json_array_get(array, i);
        guint node = get_index(reader, row, "self", i, 0, profile->nodes->len);
        double value = json_get_element(reader, row, "self", 1, &range_value);
        if (reader->wrong == NULL && profile_self(profile, metric, node) != 0)
            json_complain(reader, "'self[%zu]' is of a node that has one already", i);
        if (reader->wrong == NULL && isfinite(value))
            profile_add(profile, metric, node, value);
    }
}

static void get_metrics(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "metrics");
    if (json_array_size(array) > PROFILE_MOST_METRICS)
        json_complain(reader, "'metrics' has more than %d", PROFILE_MOST_METRICS);
    for (size_t i = 0; i < json_array_size(array) && reader->wrong == NULL; i++) {
        const json_t *object = json_array_get(array, i);
        g_autofree char *name = json_get_name(reader, object, "name");
        g_autofree char *unit = json_get_name(reader, object, "unit");
        g_autofree char *pass = json_get_name(reader, object, "pass");
        if (name == NULL || profile_find_metric(profile, name) >= 0)
            json_complain(reader, "'metrics[%zu]' has no 'name', or that of another", i);
        if (reader->wrong != NULL)
            return;
        const struct profile_metric metric = {
            .name = name,
            .unit = unit,
            .pass = pass,
            .is_exact = json_get_bool(reader, object, "exact"),
            .is_peak = json_get_bool(reader, object, "peak"),
        };
        get_self(reader, object, profile, profile_add_metric(profile, &metric));
    }
}

static void get_passes(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "passes");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *object = json_array_get(array, i);
        g_autofree char *name = json_get_text(reader, object, "name");
        g_autofree char *tool = json_get_text(reader, object, "tool");
        struct profile_pass *pass = profile_add_pass(profile, name != NULL ? name : "", tool);
        pass->build = json_get_text(reader, object, "build");
        pass->why_missing = json_get_text(reader, object, "missing");
        pass->rate_hz = json_get_number(reader, object, "rate_hz", &range_amount, NAN);
        pass->samples = json_get_number(reader, object, "samples", &range_amount, NAN);
        pass->lost = json_get_number(reader, object, "lost", &range_amount, NAN);
        pass->truncated = json_get_number(reader, object, "truncated", &range_amount, NAN);
        pass->overhead = json_get_number(reader, object, "overhead", &range_any, NAN);
        json_get_pair(reader, object, "overhead_interval", &range_any, pass->overhead_interval);
        pass->sample_cost_ns =
            json_get_number(reader, object, "sample_cost_ns", &range_amount, NAN);
        pass->iterations = json_get_number(reader, object, "iterations", &range_amount, NAN);
    }
}

static void get_modules(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "modules");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *object = json_array_get(array, i);
        struct profile_module *module = g_new(struct profile_module, 1);
        module->name = json_get_text(reader, object, "name");
        module->build_id = json_get_text(reader, object, "build_id");
        g_ptr_array_add(profile->modules, module);
    }
}

static void get_lines(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "lines");
    for (size_t i = 0; i < json_array_size(array) && reader->wrong == NULL; i++) {
        const json_t *object = json_array_get(array, i);
        g_autofree char *file = json_get_text(reader, object, "file");
        uint64_t line = json_get_integer(reader, object, "line", &range_index);
        uint64_t metric = json_get_integer(reader, object, "metric", &range_index);
        double value = json_get_number(reader, object, "value", &range_value, 0);
        if (file == NULL || metric >= profile->metrics->len)
            json_complain(reader, "'lines[%zu]' has no 'file', or a 'metric' that is not there", i);
        else if (*profile_line_value(profile, (guint)metric, file, (unsigned)line) != 0)
            json_complain(reader, "'lines[%zu]' is of a line that has a value already", i);
        else
            profile_add_line(profile, (guint)metric, file, (unsigned)line, value);
    }
}

static guint get_number(struct json_reader *reader, const json_t *object, const char *key)
{
    return (guint)json_get_integer(reader, object, key, &range_index);
}

static double get_amount(struct json_reader *reader, const json_t *object, const char *key)
{
    return json_get_number(reader, object, key, &range_amount, NAN);
}

static char *get_name(struct json_reader *reader, const json_t *object, const char *key)
{
    char *name = json_get_text(reader, object, key);
    return name != NULL ? name : g_strdup("");
}

static void get_threads(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "threads");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *object = json_array_get(array, i);
        const struct profile_thread thread = {
            .name = get_name(reader, object, "name"),
            .pid = get_number(reader, object, "pid"),
            .tid = get_number(reader, object, "tid"),
            .seen = get_amount(reader, object, "seen_s"),
            .ran = get_amount(reader, object, "ran_s"),
            .runnable = get_amount(reader, object, "runnable_s"),
            .slept = get_amount(reader, object, "slept_s"),
            .disk = get_amount(reader, object, "disk_s"),
            .lock = get_amount(reader, object, "lock_s"),
            .switches = get_amount(reader, object, "switches"),
        };
        g_array_append_val(profile->threads, thread);
    }
}

static void get_stalls(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "stalls");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *object = json_array_get(array, i);
        const struct profile_stall stall = {
            .thread = get_name(reader, object, "thread"),
            .pid = get_number(reader, object, "pid"),
            .tid = get_number(reader, object, "tid"),
            .at = get_amount(reader, object, "at_s"),
            .lasted = json_get_number(reader, object, "lasted_s", &range_amount, 0),
            .node = get_number(reader, object, "node"),
            .is_cut = json_get_bool(reader, object, "cut"),
        };
        if (stall.node >= profile->nodes->len)
            json_complain(reader, "'stalls[%zu]' has a 'node' that is not there", i);
        g_array_append_val(profile->stalls, stall);
    }
}

// Those of a program count from 1, and are written exactly.
static const struct json_range range_number = {0, 9007199254740992.0};

static struct profile_span get_span(struct json_reader *reader, const json_t *object)
{
    return (struct profile_span){
        .label = json_get_text(reader, object, "label"),
        .note = json_get_text(reader, object, "note"),
        .pid = get_number(reader, object, "pid"),
        .tid = get_number(reader, object, "tid"),
        .number = json_get_integer(reader, object, "number", &range_number),
        .parent = json_get_integer(reader, object, "parent", &range_number),
        .at = json_get_number(reader, object, "at_s", &range_time, 0),
        .lasted = json_get_number(reader, object, "lasted_s", &range_duration, 0),
        .is_open = json_get_bool(reader, object, "open"),
    };
}

static void get_spans(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "spans");
    if (json_array_size(array) > PROFILE_MOST_SPANS)
        json_complain(reader, "'spans' has more than %d", PROFILE_MOST_SPANS);
    for (size_t i = 0; i < json_array_size(array) && reader->wrong == NULL; i++) {
        const struct profile_span span = get_span(reader, json_array_get(array, i));
        if (span.label == NULL)
            json_complain(reader, "'spans[%zu]' has no 'label'", i);
        g_array_append_val(profile->spans, span);
    }
    if (reader->wrong == NULL)
        g_array_sort(profile->spans, profile_span_compare);
    profile->spans_seen = json_get_number(reader, root, "spans_seen_s", &range_duration, NAN);
    profile->spans_left_out = json_get_integer(reader, root, "spans_left_out", &range_number);
}

static void get_machines(struct json_reader *reader, const json_t *root, struct profile *profile)
{
    const json_t *array = json_get_array(reader, root, "machines");
    for (size_t i = 0; i < json_array_size(array); i++)
        g_ptr_array_add(profile->machines, machine_from_json(reader, json_array_get(array, i)));
}

static struct profile *from_json(struct json_reader *reader, const json_t *root)
{
    struct profile *profile = profile_new();
    profile->target = json_get_text(reader, root, "target");
    profile->command = json_get_text(reader, root, "command");
    profile->version = json_get_text(reader, root, "benchrun_version");
    profile->started = json_get_text(reader, root, "started");
    get_machines(reader, root, profile);
    get_passes(reader, root, profile);
    get_modules(reader, root, profile);
    get_functions(reader, root, profile);
    get_frames(reader, root, profile);
    get_nodes(reader, root, profile);
    get_metrics(reader, root, profile);
    get_lines(reader, root, profile);
    get_threads(reader, root, profile);
    profile->loops = get_amount(reader, root, "loops");
    get_stalls(reader, root, profile);
    get_spans(reader, root, profile);
    json_get_lines(reader, root, "notes", profile->notes);
    return profile;
}

static bool check_version(const json_t *root, GError **error)
{
    const json_t *version = json_object_get(root, PROFILE_FILE_MARK);
    json_int_t number = json_integer_value(version);
    if (!json_is_integer(version) || number < 1)
        g_set_error(error, PROFILE_FILE_ERROR, PROFILE_FILE_ERROR_FORMAT,
                    "it is not a profile of benchrun: '" PROFILE_FILE_MARK "' is missing");
    else if (number > PROFILE_FILE_VERSION)
        g_set_error(error, PROFILE_FILE_ERROR, PROFILE_FILE_ERROR_VERSION,
                    "its version is %" JSON_INTEGER_FORMAT
                    ", newer than this benchrun's %d: update "
                    "benchrun",
                    number, PROFILE_FILE_VERSION);
    else
        return true;
    return false;
}

// A file is one line, so bytes say where it is wrong.
static void explain(const json_error_t *where, size_t length, GError **error)
{
    if (where->position >= 0 && (size_t)where->position < length)
        g_set_error(error, PROFILE_FILE_ERROR, PROFILE_FILE_ERROR_FORMAT, "at byte %d: %s",
                    where->position, where->text);
    else
        g_set_error(error, PROFILE_FILE_ERROR, PROFILE_FILE_ERROR_FORMAT,
                    "it is cut off after %zu bytes: copy it again, or make the profile again",
                    length);
}

struct profile *profile_parse(const char *text, size_t length, GError **error)
{
    struct json_document document;
    json_error_t where;
    if (!json_document_read(&document, text, length, &where)) {
        explain(&where, length, error);
        return NULL;
    }
    struct profile *profile = NULL;
    struct json_reader reader = {0};
    if (check_version(document.root, error))
        profile = from_json(&reader, document.root);
    if (reader.wrong != NULL) {
        g_set_error(error, PROFILE_FILE_ERROR, PROFILE_FILE_ERROR_FORMAT, "%s", reader.wrong);
        g_clear_pointer(&profile, profile_free);
    }
    g_free(reader.wrong);
    json_document_clear(&document);
    return profile;
}

struct profile *profile_read(const char *path, GError **error)
{
    gsize length = 0;
    g_autofree char *text = text_file_read(path, &length, error);
    if (text == NULL)
        return NULL;
    struct profile *profile = profile_parse(text, length, error);
    if (profile == NULL)
        g_prefix_error(error, "cannot read '%s': ", path);
    return profile;
}
