// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"

static char *render(const struct run *run)
{
    const struct report report = {.run = run};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("csv")->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

// A reader of RFC 4180 by the book: lines of fields.
static GPtrArray *parse(const char *text)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    while (*text) {
        GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
        for (bool is_last = false; !is_last; text++) {
            GString *field = g_string_new(NULL);
            bool is_quoted = *text == '"';
            for (text += is_quoted;
                 is_quoted ? *text != '"' || *++text == '"' : *text != ',' && *text != '\r';
                 text++) {
                cr_assert_neq(*text, '\0');
                cr_assert(is_quoted || *text != '"');
                g_string_append_c(field, *text);
            }
            cr_assert(*text == ',' || *text == '\r');
            is_last = *text == '\r';
            g_ptr_array_add(fields, g_string_free(field, FALSE));
        }
        cr_assert_eq(*text, '\n');
        text++;
        g_ptr_array_add(lines, fields);
    }
    return lines;
}

Test(csv, golden)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *text = render(run);
    golden_check("sample.csv", text);
}

Test(csv, golden_hostile)
{
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *text = render(run);
    golden_check("hostile.csv", text);
}

Test(csv, hostile_names_stay_in_their_fields)
{
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *text = render(run);
    g_autoptr(GPtrArray) lines = parse(text);
    cr_assert_eq(lines->len, run->results->len + 1);
    const GPtrArray *header = g_ptr_array_index(lines, 0);
    for (guint i = 0; i < lines->len; i++) {
        const GPtrArray *fields = g_ptr_array_index(lines, i);
        cr_expect_eq(fields->len, header->len);
        for (guint f = 0; f < fields->len; f++) {
            const char *field = g_ptr_array_index(fields, f);
            cr_expect_null(strpbrk(field, "\x1b\x07\n\r\t"));
            cr_expect(!*field || !strchr("=+@", *field), "a formula: %s", field);
        }
    }
}

Test(csv, of_nothing_is_a_header)
{
    g_autoptr(Run) run = run_new();
    g_autofree char *text = render(run);
    g_autoptr(GPtrArray) lines = parse(text);
    cr_assert_eq(lines->len, 1);
}
