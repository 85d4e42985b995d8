// SPDX-License-Identifier: MIT
#include "framework/runner/outputs.h"

#include <math.h>
#include <string.h>

#include "framework/runner/reply.h"

enum kind { KIND_BYTES, KIND_F32, KIND_F64 };
static const char *const kind_words[] = {"bytes", "f32", "f64"};
static const size_t kind_sizes[] = {1, sizeof(float), sizeof(double)};

// More than this, of all outputs together, is not a check but a copy of the input.
static const guint64 most_bytes = 512u << 20;
enum { MOST_OUTPUTS = 100000 };

struct output {
    enum kind kind;
    guint64 n; // elements that it announced
    double tolerance;
    GByteArray *data;
};

static void output_free(struct output *output)
{
    g_byte_array_unref(output->data);
    g_free(output);
}

struct outputs *outputs_new(void)
{
    struct outputs *outputs = g_new0(struct outputs, 1);
    outputs->items = g_ptr_array_new_with_free_func((GDestroyNotify)output_free);
    return outputs;
}

void outputs_free(struct outputs *outputs)
{
    if (outputs == NULL)
        return;
    g_ptr_array_unref(outputs->items);
    g_free(outputs);
}

static bool begin_output(struct outputs *outputs, const char *line)
{
    g_autofree char *word = reply_text(line, "kind");
    guint64 n = 0;
    if (word == NULL || !reply_integer(line, "n", &n) || n > most_bytes ||
        outputs->items->len >= MOST_OUTPUTS)
        return false;
    for (unsigned kind = 0; kind < G_N_ELEMENTS(kind_words); kind++) {
        if (strcmp(word, kind_words[kind]) != 0)
            continue;
        if (outputs->bytes + n * kind_sizes[kind] > most_bytes)
            return false;
        outputs->bytes += n * kind_sizes[kind];
        struct output *output = g_new(struct output, 1);
        *output = (struct output){(enum kind)kind, n, fmax(reply_number(line, "tolerance", 0), 0),
                                  g_byte_array_new()};
        g_ptr_array_add(outputs->items, output);
        return true;
    }
    return false;
}

static bool add_data(struct outputs *outputs, const char *base64)
{
    if (outputs->items->len == 0)
        return false;
    struct output *output = g_ptr_array_index(outputs->items, outputs->items->len - 1);
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(base64, &length);
    if (output->data->len + length > output->n * kind_sizes[output->kind])
        return false;
    g_byte_array_append(output->data, bytes, (guint)length);
    return true;
}

bool outputs_take_line(const char *line, void *data)
{
    struct outputs *outputs = data;
    if (reply_is(line, "output"))
        return begin_output(outputs, line);
    return g_str_has_prefix(line, "data ") && add_data(outputs, line + strlen("data "));
}

static double element(const struct output *output, guint64 i)
{
    const guint8 *at = output->data->data + i * kind_sizes[output->kind];
    if (output->kind == KIND_F32) {
        float value;
        memcpy(&value, at, sizeof value);
        return value;
    }
    if (output->kind == KIND_F64) {
        double value;
        memcpy(&value, at, sizeof value);
        return value;
    }
    return *at;
}

static bool agree(double expected, double actual, double tolerance)
{
    if (isnan(expected) || isnan(actual))
        return isnan(expected) && isnan(actual);
    if (expected == actual)
        return true;
    if (isinf(expected) || isinf(actual))
        return false; // an infinite difference is within any share of an infinite magnitude
    return fabs(expected - actual) <= tolerance * fmax(1, fmax(fabs(expected), fabs(actual)));
}

// How many bits the integers probably have that bytes are made of: the widest that divides them
// evenly and whose upper halves say nothing but the sign.
static size_t guess_integer_size(const GByteArray *bytes)
{
    for (size_t size = sizeof(guint64); size > 1; size /= 2) {
        bool fits = bytes->len > 0 && bytes->len % size == 0;
        for (guint at = 0; bytes->len > size && at < bytes->len && fits; at += (guint)size) {
            guint half = at + (guint)size / 2;
            guint8 sign = bytes->data[half];
            fits = sign == 0 || sign == 0xff;
            for (guint i = half; i < at + size; i++)
                fits = fits && bytes->data[i] == sign;
        }
        if (fits)
            return size;
    }
    return 1;
}

static gint64 read_integer(const guint8 *at, size_t size)
{
    gint64 whole;
    gint32 word;
    gint16 half;
    switch (size) {
    case sizeof whole:
        memcpy(&whole, at, sizeof whole);
        return whole;
    case sizeof word:
        memcpy(&word, at, sizeof word);
        return word;
    case sizeof half:
        memcpy(&half, at, sizeof half);
        return half;
    default:
        return *at;
    }
}

static bool is_text(const GByteArray *bytes)
{
    for (guint i = 0; i < bytes->len; i++)
        if (!g_ascii_isprint(bytes->data[i]) && !g_ascii_isspace(bytes->data[i]))
            return false;
    return true;
}

// The text around one of its characters, in quotes and with escapes.
static char *quote_around(const GByteArray *bytes, guint64 at)
{
    enum { BEFORE = 10, AFTER = 20 };
    guint64 start = at > BEFORE ? at - BEFORE : 0;
    guint64 end = MIN(at + AFTER, (guint64)bytes->len);
    g_autofree char *part = g_strndup((const char *)bytes->data + start, end - start);
    g_autofree char *escaped = g_strescape(part, NULL);
    return g_strdup_printf("\"%s%s%s\"", start > 0 ? "..." : "", escaped,
                           end < bytes->len ? "..." : "");
}

// "301, but 'a/b' has 300 (output 1, 64-bit integer 1 of 3)".
static char *describe(const char *own, const char *other, const char *reference, guint output,
                      const char *place)
{
    return g_strdup_printf("%s, but '%s' has %s (output %u, %s)", own, reference, other, output + 1,
                           place);
}

static char *describe_place(const char *what, guint64 index, guint64 n)
{
    return g_strdup_printf("%s %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, what, index, n);
}

static char *describe_bytes(const struct output *expected, const struct output *actual, guint64 at,
                            const char *reference, guint output)
{
    if (is_text(expected->data) && is_text(actual->data)) {
        g_autofree char *own = quote_around(actual->data, at);
        g_autofree char *other = quote_around(expected->data, at);
        g_autofree char *place = describe_place("byte", at, actual->n);
        return describe(own, other, reference, output, place);
    }
    size_t size = MIN(guess_integer_size(expected->data), guess_integer_size(actual->data));
    guint64 index = at / size;
    g_autofree char *own =
        g_strdup_printf("%" G_GINT64_FORMAT, read_integer(actual->data->data + index * size, size));
    g_autofree char *other = g_strdup_printf(
        "%" G_GINT64_FORMAT, read_integer(expected->data->data + index * size, size));
    g_autofree char *what = g_strdup_printf("%zu-bit integer", 8 * size);
    g_autofree char *place = describe_place(size > 1 ? what : "byte", index, actual->n / size);
    return describe(own, other, reference, output, place);
}

// Two floats with as many digits as it takes to see that they differ.
static char *describe_floats(const struct output *expected, const struct output *actual, guint64 at,
                             const char *reference, guint output)
{
    char own[64], other[64];
    for (int digits = 6; digits <= 17; digits++) {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(own, sizeof own, format, element(actual, at));
        g_ascii_formatd(other, sizeof other, format, element(expected, at));
        if (strcmp(own, other) != 0)
            break;
    }
    g_autofree char *index = describe_place("index", at, actual->n);
    g_autofree char *place =
        g_strdup_printf("%s, tolerance %g", index, fmax(expected->tolerance, actual->tolerance));
    return describe(own, other, reference, output, place);
}

static char *compare_output(const struct output *expected, const struct output *actual, guint at,
                            const char *reference)
{
    bool is_bytes = actual->kind == KIND_BYTES;
    if (expected->kind != actual->kind)
        return g_strdup_printf("output %u is of type %s, but '%s' has %s", at + 1,
                               kind_words[actual->kind], reference, kind_words[expected->kind]);
    if (expected->n != actual->n)
        return g_strdup_printf(
            "output %u has %" G_GUINT64_FORMAT " %s, but '%s' has %" G_GUINT64_FORMAT, at + 1,
            actual->n, is_bytes ? "bytes" : "elements", reference, expected->n);
    double tolerance = fmax(expected->tolerance, actual->tolerance);
    if (actual->n == 0 || memcmp(expected->data->data, actual->data->data, actual->data->len) == 0)
        return NULL; // as it usually is
    for (guint64 i = 0; i < actual->n; i++)
        if (!agree(element(expected, i), element(actual, i), tolerance))
            return is_bytes ? describe_bytes(expected, actual, i, reference, at)
                            : describe_floats(expected, actual, i, reference, at);
    return NULL;
}

char *outputs_cut(const struct outputs *outputs)
{
    for (guint i = 0; i < outputs->items->len; i++) {
        const struct output *output = g_ptr_array_index(outputs->items, i);
        if (output->data->len != output->n * kind_sizes[output->kind])
            return g_strdup_printf("output %u is incomplete", i + 1);
    }
    return NULL;
}

char *outputs_difference(const struct outputs *expected, const struct outputs *actual,
                         const char *reference)
{
    if (expected->items->len != actual->items->len)
        return g_strdup_printf("%u outputs, but '%s' has %u", actual->items->len, reference,
                               expected->items->len);
    for (guint i = 0; i < actual->items->len; i++) {
        char *difference = compare_output(g_ptr_array_index(expected->items, i),
                                          g_ptr_array_index(actual->items, i), i, reference);
        if (difference != NULL)
            return difference;
    }
    return NULL;
}
