// SPDX-License-Identifier: MIT
#include "framework/base/json.h"

#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"

static int append_piece(const char *piece, size_t length, void *out)
{
    g_string_append_len(out, piece, (gssize)length);
    return 0;
}

void json_append(GString *out, json_t *value, size_t flags)
{
    g_autoptr(GString) printed = g_string_new(NULL);
    int failed = json_dump_callback(value, append_piece, printed,
                                    JSON_REAL_PRECISION(15) | JSON_PRESERVE_ORDER | flags);
    g_assert(failed == 0);
    json_decref(value);
    g_autofree char *text = escape_json(printed->str);
    g_string_append(out, text);
}

char *json_print(json_t *value, size_t flags)
{
    GString *text = g_string_new(NULL);
    json_append(text, value, flags);
    return g_string_free(text, FALSE);
}

static bool is_writable(double value)
{
    return fabs(value) <= JSON_MOST;
}

json_t *json_number_or_null(double value)
{
    return is_writable(value) ? json_real(value) : json_null();
}

void json_put_number(json_t *object, const char *key, double value)
{
    if (is_writable(value))
        json_object_set_new(object, key, json_real(value));
}

void json_put_pair(json_t *object, const char *key, const double pair[2])
{
    if (is_writable(pair[0]) && is_writable(pair[1]))
        json_object_set_new(object, key, json_pack("[ff]", pair[0], pair[1]));
}

void json_put_text(json_t *object, const char *key, const char *text)
{
    if (text == NULL)
        return;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    json_object_set_new(object, key, json_string(valid));
}

void json_put_bool(json_t *object, const char *key, bool value)
{
    json_object_set_new(object, key, json_boolean(value));
}

// Seeds use all 64 bits, but jansson's integers are signed, so the largest become texts.
void json_put_integer(json_t *object, const char *key, uint64_t value)
{
    if (value <= INT64_MAX) {
        json_object_set_new(object, key, json_integer((json_int_t)value));
        return;
    }
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, value);
    json_object_set_new(object, key, json_string(text));
}

void json_put_lines(json_t *object, const char *key, const GPtrArray *lines)
{
    json_t *array = json_array();
    for (guint i = 0; i < lines->len; i++) {
        g_autofree char *valid = g_utf8_make_valid(g_ptr_array_index(lines, i), -1);
        json_array_append_new(array, json_string(valid));
    }
    json_object_set_new(object, key, array);
}

void json_complain(struct json_reader *reader, const char *format, ...)
{
    if (reader->wrong != NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    reader->wrong = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

// The value of a key if present; complains if `fits` says that its type is wrong.
static const json_t *get(struct json_reader *reader, const json_t *object, const char *key,
                         bool (*fits)(const json_t *), const char *type)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL || json_is_null(value))
        return NULL;
    if (!fits(value)) {
        json_complain(reader, "'%s' is not %s", key, type);
        return NULL;
    }
    return value;
}

static bool is_number(const json_t *value)
{
    return json_is_number(value);
}
static bool is_integer(const json_t *value)
{
    return (json_is_integer(value) && json_integer_value(value) >= 0) || json_is_string(value);
}
static bool is_signed(const json_t *value)
{
    return json_is_integer(value);
}
static bool is_bool(const json_t *value)
{
    return json_is_boolean(value);
}
static bool is_text(const json_t *value)
{
    return json_is_string(value);
}
static bool is_array(const json_t *value)
{
    return json_is_array(value);
}
static bool is_object(const json_t *value)
{
    return json_is_object(value);
}

static bool is_within(double number, const struct json_range *range)
{
    return number >= range->least && number <= range->most;
}

// Whether a number is what it may be; complains if it is not.
static bool check_range(struct json_reader *reader, const char *key, double number,
                        const struct json_range *range)
{
    if (is_within(number, range))
        return true;
    if (range->most == JSON_MOST && number < range->least)
        json_complain(reader, "'%s' is %g, but must be at least %g", key, number, range->least);
    else
        json_complain(reader, "'%s' is %g, but must be from %g to %g", key, number, range->least,
                      range->most);
    return false;
}

double json_get_number(struct json_reader *reader, const json_t *object, const char *key,
                       const struct json_range *range, double fallback)
{
    const json_t *value = get(reader, object, key, is_number, "a number");
    double number = value ? json_number_value(value) : fallback;
    return value == NULL || check_range(reader, key, number, range) ? number : fallback;
}

uint64_t json_get_integer(struct json_reader *reader, const json_t *object, const char *key,
                          const struct json_range *range)
{
    const json_t *value = get(reader, object, key, is_integer, "a non-negative integer");
    guint64 number = 0;
    if (value == NULL)
        return 0;
    if (json_is_integer(value))
        number = (uint64_t)json_integer_value(value);
    else if (!g_ascii_string_to_unsigned(json_string_value(value), 10, 0, G_MAXUINT64, &number,
                                         NULL))
        json_complain(reader, "'%s' is not a non-negative integer", key);
    return check_range(reader, key, (double)number, range) ? number : 0;
}

int64_t json_get_signed(struct json_reader *reader, const json_t *object, const char *key,
                        const struct json_range *range, int64_t fallback)
{
    const json_t *value = get(reader, object, key, is_signed, "a whole number");
    int64_t number = value ? json_integer_value(value) : fallback;
    return value == NULL || check_range(reader, key, (double)number, range) ? number : fallback;
}

double json_get_element(struct json_reader *reader, const json_t *array, const char *key,
                        size_t index, const struct json_range *range)
{
    const json_t *value = json_array_get(array, index);
    if (value == NULL || json_is_null(value))
        return NAN;
    double number = json_number_value(value);
    if (json_is_number(value) && is_within(number, range))
        return number;
    g_autofree char *place = g_strdup_printf("%s[%zu]", key, index);
    if (json_is_number(value))
        check_range(reader, place, number, range);
    else
        json_complain(reader, "'%s' has no number at %zu", key, index);
    return NAN;
}

bool json_get_bool(struct json_reader *reader, const json_t *object, const char *key)
{
    return json_is_true(get(reader, object, key, is_bool, "true or false"));
}

char *json_get_text(struct json_reader *reader, const json_t *object, const char *key)
{
    return g_strdup(json_string_value(get(reader, object, key, is_text, "a string")));
}

void json_check_name(struct json_reader *reader, const char *what, const char *name)
{
    size_t length = strlen(name);
    if (length > TEXT_MOST_NAME)
        json_complain(reader, "%s has %zu bytes, but a name has at most %d", what, length,
                      TEXT_MOST_NAME);
}

char *json_get_name(struct json_reader *reader, const json_t *object, const char *key)
{
    char *name = json_get_text(reader, object, key);
    g_autofree char *what = g_strdup_printf("'%s'", key);
    if (name != NULL)
        json_check_name(reader, what, name);
    return name;
}

const json_t *json_get_array(struct json_reader *reader, const json_t *object, const char *key)
{
    return get(reader, object, key, is_array, "an array");
}

const json_t *json_get_object(struct json_reader *reader, const json_t *object, const char *key)
{
    return get(reader, object, key, is_object, "an object");
}

void json_get_pair(struct json_reader *reader, const json_t *object, const char *key,
                   const struct json_range *range, double pair[2])
{
    const json_t *array = json_get_array(reader, object, key);
    pair[0] = pair[1] = NAN;
    if (array == NULL)
        return;
    if (json_array_size(array) != 2 || !json_is_number(json_array_get(array, 0)) ||
        !json_is_number(json_array_get(array, 1))) {
        json_complain(reader, "'%s' is not a pair of numbers", key);
        return;
    }
    for (size_t i = 0; i < 2; i++)
        pair[i] = json_get_element(reader, array, key, i, range);
}

void json_get_lines(struct json_reader *reader, const json_t *object, const char *key,
                    GPtrArray *lines)
{
    const json_t *array = json_get_array(reader, object, key);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *line = json_array_get(array, i);
        if (json_is_string(line))
            g_ptr_array_add(lines, g_strdup(json_string_value(line)));
        else
            json_complain(reader, "'%s' contains something that is not a string", key);
    }
}
