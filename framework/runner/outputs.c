// SPDX-License-Identifier: MIT
#include "framework/runner/outputs.h"

#include <math.h>
#include <string.h>

#include "framework/runner/reply.h"

enum kind { KIND_BYTES, KIND_F32, KIND_F64 };
static const char *const kind_words[] = {"bytes", "f32", "f64"};
static const size_t kind_sizes[] = {1, sizeof(float), sizeof(double)};

// More than this, of all outputs together, is no check but a copy of the input.
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

static char *compare_output(const struct output *expected, const struct output *actual, guint at,
                            const char *reference)
{
    if (expected->kind != actual->kind)
        return g_strdup_printf("output %u is of the type %s, that of '%s' of %s", at + 1,
                               kind_words[actual->kind], reference, kind_words[expected->kind]);
    if (expected->n != actual->n)
        return g_strdup_printf("output %u has %" G_GUINT64_FORMAT
                               " elements, that of '%s' %" G_GUINT64_FORMAT,
                               at + 1, actual->n, reference, expected->n);
    double tolerance = fmax(expected->tolerance, actual->tolerance);
    for (guint64 i = 0; i < actual->n; i++) {
        double wanted = element(expected, i);
        double got = element(actual, i);
        if (agree(wanted, got, tolerance))
            continue;
        if (actual->kind == KIND_BYTES)
            return g_strdup_printf("output %u differs at byte %" G_GUINT64_FORMAT
                                   ": 0x%02x, '%s' has 0x%02x (compared exactly)",
                                   at + 1, i, (unsigned)got, reference, (unsigned)wanted);
        return g_strdup_printf("output %u differs at index %" G_GUINT64_FORMAT
                               ": %.9g, '%s' has %.9g (tolerance %g)",
                               at + 1, i, got, reference, wanted, tolerance);
    }
    return NULL;
}

char *outputs_cut(const struct outputs *outputs)
{
    for (guint i = 0; i < outputs->items->len; i++) {
        const struct output *output = g_ptr_array_index(outputs->items, i);
        if (output->data->len != output->n * kind_sizes[output->kind])
            return g_strdup_printf("output %u came incomplete", i + 1);
    }
    return NULL;
}

char *outputs_difference(const struct outputs *expected, const struct outputs *actual,
                         const char *reference)
{
    if (expected->items->len != actual->items->len)
        return g_strdup_printf("%u outputs, '%s' has %u", actual->items->len, reference,
                               expected->items->len);
    for (guint i = 0; i < actual->items->len; i++) {
        char *difference = compare_output(g_ptr_array_index(expected->items, i),
                                          g_ptr_array_index(actual->items, i), i, reference);
        if (difference != NULL)
            return difference;
    }
    return NULL;
}
