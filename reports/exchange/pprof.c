// SPDX-License-Identifier: MIT
// The format of pprof: a message of Protocol Buffers (proto/profile.proto of google/pprof), which
// may be compressed and here is not.
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/profile/reduced.h"
#include "reports/formats.h"

// Numbers of fields in the messages.
enum {
    SAMPLE_TYPE = 1,
    SAMPLE = 2,
    LOCATION = 4,
    FUNCTION = 5,
    STRING_TABLE = 6,
    DEFAULT_SAMPLE_TYPE = 14,
};
enum { VALUE_TYPE = 1, VALUE_UNIT = 2 };
enum { SAMPLE_LOCATIONS = 1, SAMPLE_VALUES = 2 };
enum { LOCATION_ID = 1, LOCATION_LINE = 4 };
enum { LINE_FUNCTION = 1, LINE_NUMBER = 2 };
enum {
    FUNCTION_ID = 1,
    FUNCTION_NAME = 2,
    FUNCTION_SYSTEM_NAME = 3,
    FUNCTION_FILE = 4,
    FUNCTION_START = 5
};
enum { WIRE_NUMBER = 0, WIRE_BYTES = 2 };

// Texts are numbers of a table, whose first one is empty.
struct texts {
    GPtrArray *all;      // const char *
    GHashTable *numbers; // of them + 1
};

static void put_varint(GString *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        g_string_append_c(out, (char)(value | 0x80));
    g_string_append_c(out, (char)value);
}

static void put_number(GString *out, unsigned field, uint64_t value)
{
    put_varint(out, field << 3 | WIRE_NUMBER);
    put_varint(out, value);
}

static void put_bytes(GString *out, unsigned field, const char *bytes, size_t length)
{
    put_varint(out, field << 3 | WIRE_BYTES);
    put_varint(out, length);
    g_string_append_len(out, bytes, (gssize)length);
}

// Appends the message that was made, and empties it for the next.
static void put_message(GString *out, unsigned field, GString *message)
{
    put_bytes(out, field, message->str, message->len);
    g_string_truncate(message, 0);
}

static uint64_t text_number(struct texts *texts, const char *text)
{
    text = text != NULL ? text : "";
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(texts->numbers, text));
    if (number > 0)
        return number - 1;
    g_ptr_array_add(texts->all, (gpointer)text);
    g_hash_table_insert(texts->numbers, (gpointer)text, GUINT_TO_POINTER(texts->all->len));
    return texts->all->len - 1;
}

static bool is_time(const struct profile_metric *metric)
{
    return strcmp(metric->unit, "s") == 0;
}

static void put_types(GString *out, const struct profile *profile, struct texts *texts)
{
    g_autoptr(GString) type = g_string_new(NULL);
    for (guint i = 0; i < profile->metrics->len; i++) {
        const struct profile_metric *metric = g_ptr_array_index(profile->metrics, i);
        const char *unit = is_time(metric)                  ? "nanoseconds"
                           : strcmp(metric->unit, "B") == 0 ? "bytes"
                                                            : "count";
        put_number(type, VALUE_TYPE, text_number(texts, metric->name));
        put_number(type, VALUE_UNIT, text_number(texts, unit));
        put_message(out, SAMPLE_TYPE, type);
        if (i == 0) // pprof would show the last
            put_number(out, DEFAULT_SAMPLE_TYPE, text_number(texts, metric->name));
    }
}

// A location for each frame, from 1; the innermost one of a path comes first.
static void put_samples(GString *out, const struct profile *profile)
{
    g_autoptr(GString) sample = g_string_new(NULL);
    g_autoptr(GString) values = g_string_new(NULL);
    g_autoptr(GString) path = g_string_new(NULL);
    for (guint node = 1; node < profile->nodes->len; node++) {
        bool is_empty = true;
        g_string_truncate(values, 0);
        g_string_truncate(path, 0);
        for (guint i = 0; i < profile->metrics->len; i++) {
            double value = profile_self(profile, i, node);
            is_empty = is_empty && value == 0;
            value *= is_time(g_ptr_array_index(profile->metrics, i)) ? 1e9 : 1;
            put_varint(values, (uint64_t)(int64_t)CLAMP(round(value), -9e18, 9e18));
        }
        if (is_empty)
            continue;
        for (guint at = node; at != 0;
             at = g_array_index(profile->nodes, struct profile_node, at).parent)
            put_varint(path, g_array_index(profile->nodes, struct profile_node, at).frame + 1);
        put_bytes(sample, SAMPLE_LOCATIONS, path->str, path->len);
        put_bytes(sample, SAMPLE_VALUES, values->str, values->len);
        put_message(out, SAMPLE, sample);
    }
}

static void put_locations(GString *out, const struct profile *profile)
{
    g_autoptr(GString) location = g_string_new(NULL);
    g_autoptr(GString) line = g_string_new(NULL);
    for (guint i = 0; i < profile->frames->len; i++) {
        const struct profile_frame *frame =
            &g_array_index(profile->frames, struct profile_frame, i);
        put_number(line, LINE_FUNCTION, frame->function + 1);
        put_number(line, LINE_NUMBER, frame->line);
        put_number(location, LOCATION_ID, i + 1);
        put_message(location, LOCATION_LINE, line);
        put_message(out, LOCATION, location);
    }
}

static void put_functions(GString *out, const struct profile *profile, struct texts *texts)
{
    g_autoptr(GString) message = g_string_new(NULL);
    for (guint i = 0; i < profile->functions->len; i++) {
        const struct profile_function *function =
            &g_array_index(profile->functions, struct profile_function, i);
        put_number(message, FUNCTION_ID, i + 1);
        put_number(message, FUNCTION_NAME, text_number(texts, function->name));
        put_number(message, FUNCTION_SYSTEM_NAME, text_number(texts, function->name));
        put_number(message, FUNCTION_FILE, text_number(texts, function->file));
        put_number(message, FUNCTION_START, function->line);
        put_message(out, FUNCTION, message);
    }
}

bool pprof_write(GString *out, const struct profile_report *report, G_GNUC_UNUSED GError **error)
{
    g_autoptr(Profile) shallow = profile_shallow(report->profile);
    const struct profile *profile = shallow != NULL ? shallow : report->profile;
    struct texts texts = {g_ptr_array_new(), g_hash_table_new(hash_text, g_str_equal)};
    text_number(&texts, "");
    put_types(out, profile, &texts);
    put_samples(out, profile);
    put_locations(out, profile);
    put_functions(out, profile, &texts);
    for (guint i = 0; i < texts.all->len; i++) {
        const char *text = g_ptr_array_index(texts.all, i);
        put_bytes(out, STRING_TABLE, text, strlen(text));
    }
    g_ptr_array_unref(texts.all);
    g_hash_table_unref(texts.numbers);
    return true;
}
