// SPDX-License-Identifier: MIT
#include "framework/runner/reply.h"

#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/harness/protocol.h"
#include "framework/result/file/ranges.h"
#include "framework/stats/histogram_quantile.h"

bool reply_is(const char *line, const char *word)
{
    size_t length = strlen(word);
    return strncmp(line, word, length) == 0 && (line[length] == ' ' || line[length] == '\0');
}

// Where the value of a key begins; its length goes to `length`. NULL where the key is absent.
static const char *find_value(const char *line, const char *key, size_t *length)
{
    size_t key_length = strlen(key);
    for (const char *at = strchr(line, ' '); at != NULL; at = strchr(at, ' ')) {
        at++;
        if (strncmp(at, key, key_length) == 0 && at[key_length] == '=') {
            const char *value = at + key_length + 1;
            *length = strcspn(value, " ");
            return value;
        }
    }
    return NULL;
}

static char *decode(const char *value, size_t length)
{
    GString *decoded = g_string_sized_new(length);
    for (size_t i = 0; i < length; i++) {
        bool is_code = value[i] == '%' && i + 2 < length && g_ascii_isxdigit(value[i + 1]) &&
                       g_ascii_isxdigit(value[i + 2]);
        int byte = (unsigned char)value[i];
        if (is_code) {
            byte = g_ascii_xdigit_value(value[i + 1]) * 16 + g_ascii_xdigit_value(value[i + 2]);
            i += 2;
        }
        if (byte != 0)
            g_string_append_c(decoded, (char)byte);
    }
    return g_string_free(decoded, FALSE);
}

char *reply_text(const char *line, const char *key)
{
    size_t length = 0;
    const char *value = find_value(line, key, &length);
    if (value == NULL)
        return NULL;
    g_autofree char *decoded = decode(value, length);
    return g_utf8_make_valid(decoded, -1);
}

char *reply_name(const char *line, const char *key, gsize most)
{
    g_autofree char *text = reply_text(line, key);
    return text != NULL && strlen(text) <= most ? g_steal_pointer(&text) : NULL;
}

double reply_number(const char *line, const char *key, double fallback)
{
    size_t length = 0;
    const char *value = find_value(line, key, &length);
    if (value == NULL || length == 0)
        return fallback;
    char *end = NULL;
    double number = g_ascii_strtod(value, &end);
    return end == value + length && isfinite(number) ? number : fallback;
}

bool reply_integer(const char *line, const char *key, guint64 *out)
{
    size_t length = 0;
    const char *value = find_value(line, key, &length);
    if (value == NULL || length == 0 || length > 20 || !g_ascii_isdigit(*value))
        return false;
    char digits[21] = {0};
    memcpy(digits, value, length);
    return g_ascii_string_to_unsigned(digits, 10, 0, G_MAXUINT64, out, NULL);
}

guint64 reply_greeted_version(const char *line)
{
    guint64 version = 0;
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    if (g_strcmp0(words[0], PROTOCOL_GREETING) == 0 && words[1] != NULL)
        g_ascii_string_to_unsigned(words[1], 10, 1, G_MAXUINT64, &version, NULL);
    return version;
}

bool reply_take_bucket(const char *line, guint most, GArray *buckets)
{
    struct histogram_bucket bucket = {
        .from = reply_number(line, "from_ns", NAN),
        .to = reply_number(line, "to_ns", NAN),
        .count = reply_number(line, "count", NAN),
    };
    bool is_after =
        buckets->len == 0 ||
        bucket.from >= g_array_index(buckets, struct histogram_bucket, buckets->len - 1).to;
    bool is_time = bucket.from >= 0 && bucket.to > bucket.from && bucket.to <= range_time_ns.most;
    bool is_count = bucket.count >= 1 && bucket.count <= range_count.most;
    if (!reply_is(line, "bucket") || !is_time || !is_count || !is_after || buckets->len >= most)
        return false;
    g_array_append_val(buckets, bucket);
    return true;
}
