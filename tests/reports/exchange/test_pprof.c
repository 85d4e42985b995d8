// SPDX-License-Identifier: MIT
// The message of pprof, read by its rules.
#include <criterion/criterion.h>
#include <string.h>

#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/sample_profile.h"

struct reader {
    const uint8_t *at, *end;
};

static uint64_t take_varint(struct reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        cr_assert_lt(reader->at, reader->end, "a number is cut off");
        uint8_t byte = *reader->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    cr_assert_fail("a number is too long");
    return 0;
}

// The next field: its number, and its value or its bytes; false at the end.
static bool take_field(struct reader *reader, unsigned *field, uint64_t *value,
                       struct reader *bytes)
{
    if (reader->at == reader->end)
        return false;
    uint64_t key = take_varint(reader);
    *field = (unsigned)(key >> 3);
    *value = take_varint(reader);
    if ((key & 7) == 0)
        return true;
    cr_assert_eq(key & 7, 2);
    cr_assert_leq(*value, (uint64_t)(reader->end - reader->at), "a message is cut off");
    *bytes = (struct reader){reader->at, reader->at + *value};
    reader->at += *value;
    return true;
}

static GPtrArray *read_texts(struct reader reader)
{
    unsigned field = 0;
    uint64_t value = 0;
    struct reader bytes = {NULL, NULL};
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    while (take_field(&reader, &field, &value, &bytes))
        if (field == 6)
            g_ptr_array_add(texts, g_strndup((const char *)bytes.at, value));
    return texts;
}

static uint64_t find(struct reader reader, unsigned wanted)
{
    unsigned field = 0;
    uint64_t value = 0;
    struct reader bytes = {NULL, NULL};
    while (take_field(&reader, &field, &value, &bytes))
        if (field == wanted)
            return value;
    return 0;
}

Test(pprof, holds_types_paths_functions_and_texts)
{
    g_autoptr(Profile) profile = sample_profile();
    const struct profile_report report = {.profile = profile};
    g_autoptr(GString) out = g_string_new(NULL);
    cr_assert(reporter_find("pprof")->write_profile(out, &report, NULL));
    struct reader reader = {(const uint8_t *)out->str, (const uint8_t *)out->str + out->len};
    g_autoptr(GPtrArray) texts = read_texts(reader);
    cr_assert_gt(texts->len, 5);
    cr_expect_str_eq(texts->pdata[0], "");
    unsigned field = 0;
    uint64_t value = 0;
    struct reader bytes = {NULL, NULL};
    unsigned counts[16] = {0};
    uint64_t deepest = 0;
    bool has_time = false;
    bool has_digit = false;
    while (take_field(&reader, &field, &value, &bytes)) {
        cr_assert_lt(field, G_N_ELEMENTS(counts));
        counts[field]++;
        const char *text = field == 1   ? texts->pdata[find(bytes, 1)]
                           : field == 5 ? texts->pdata[find(bytes, 2)]
                                        : "";
        has_time = has_time || (field == 1 && strcmp(text, "time") == 0 &&
                                strcmp(texts->pdata[find(bytes, 2)], "nanoseconds") == 0);
        has_digit = has_digit || (field == 5 && strcmp(text, "is_digit") == 0 &&
                                  strcmp(texts->pdata[find(bytes, 4)], "/src/tool/parse.c") == 0 &&
                                  find(bytes, 5) == 3);
        if (field == 14)
            cr_expect_str_eq(texts->pdata[value], "time");
        deepest = field == 2 ? MAX(deepest, find(bytes, 1)) : deepest; // a byte for each frame
    }
    cr_expect_eq(counts[1], 2, "a type for each metric");
    cr_expect_eq(counts[2], 5, "a sample for each path that has a value");
    cr_expect_eq(counts[14], 1, "the metric that is shown first");
    cr_expect_eq(counts[4], profile->frames->len);
    cr_expect_eq(counts[5], profile->functions->len);
    cr_expect_eq(deepest, 4);
    cr_expect(has_time && has_digit);
}
