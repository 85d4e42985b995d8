// SPDX-License-Identifier: MIT
// TAP and JUnit. That real consumers read the golden files is for tests/cli/ci_formats.bats.
#include <criterion/criterion.h>
#include <string.h>

#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"
#include "tests/reports/sinks.h"

static char *render(const char *format, const struct run *run)
{
    const struct report report = {.run = run, .use_colour = true};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find(format)->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

static void expect_golden(const char *format, struct run *run, const char *name)
{
    g_autofree char *text = render(format, run);
    golden_check(name, text);
    cr_expect(g_utf8_validate(text, -1, NULL));
    cr_expect_null(strpbrk(text, "\x1b\x07\r\t"), "%s: a character that does things", name);
    run_free(run);
}

static struct run *comparison_of_then(void)
{
    struct run *run = sample_comparison();
    g_free(run->started);
    run->started = g_strdup("2026-01-02T03:04:05Z");
    return run;
}

Test(ci_formats, tap_is_golden)
{
    expect_golden("tap", sample_tested(), "tested.tap");
    expect_golden("tap", sample_comparison(), "comparison.tap");
    expect_golden("tap", sample_run(), "sample.tap");
}

Test(ci_formats, junit_is_golden)
{
    expect_golden("junit", sample_tested(), "tested.xml");
    expect_golden("junit", comparison_of_then(), "comparison.xml");
    expect_golden("junit", sample_run(), "sample.xml");
}

// Neither format has a word for what is not a number.
Test(ci_formats, durations_are_numbers)
{
    static const double durations[] = {INFINITY, 1e308, NAN};
    for (size_t i = 0; i < G_N_ELEMENTS(durations); i++) {
        g_autoptr(Run) run = sample_tested();
        for (guint r = 0; r < run->results->len; r++)
            ((struct result *)g_ptr_array_index(run->results, r))->duration_s = durations[i];
        g_autofree char *tap = render("tap", run);
        g_autofree char *junit = render("junit", run);
        g_autofree char *wrong = sink_problem("tap", tap);
        g_autofree char *wrong_too = sink_problem("junit", junit);
        cr_expect_null(wrong, "%g: %s", durations[i], wrong);
        cr_expect_null(wrong_too, "%g: %s", durations[i], wrong_too);
    }
}

// GMarkup knows what XML forbids; the texts come back as they went in.
static void take_attribute(GMarkupParseContext *context, const char *element, const char **names,
                           const char **values, gpointer data, GError **error)
{
    (void)context;
    (void)element;
    (void)error;
    for (; *names != NULL; names++, values++)
        g_hash_table_add(data, g_strdup(*values));
}

Test(ci_formats, junit_says_hostile_texts_as_they_are)
{
    g_autoptr(Run) run = sample_run();
    struct result *result = g_ptr_array_index(run->results, 0);
    result_refuse(result, STATUS_FAILED, "<b> & \"c\" 'd' ]]> \x01 \xff \xef\xbf\xbe <!--");
    g_autofree char *text = render("junit", run);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const GMarkupParser parser = {.start_element = take_attribute};
    g_autoptr(GMarkupParseContext) context =
        g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, seen, NULL);
    g_autoptr(GError) error = NULL;
    cr_assert(g_markup_parse_context_parse(context, text, -1, &error), "%s", error->message);
    cr_assert(g_markup_parse_context_end_parse(context, &error), "%s", error->message);
    cr_expect(g_hash_table_contains(seen, "<b> & \"c\" 'd' ]]> \\x01 \xef\xbf\xbd \\ufffe <!--"));
}

Test(ci_formats, junit_puts_any_time_into_its_form)
{
    static const struct {
        const char *started, *stamp;
    } rows[] = {
        {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05"},
        {"2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05"},
        {"yesterday", "1970-01-01T00:00:00"},
        {"", "1970-01-01T00:00:00"},
        {NULL, "1970-01-01T00:00:00"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Run) run = sample_run();
        g_free(run->started);
        run->started = g_strdup(rows[i].started);
        g_autofree char *text = render("junit", run);
        g_autofree char *wanted = g_strdup_printf(" timestamp=\"%s\" ", rows[i].stamp);
        cr_expect_not_null(strstr(text, wanted), "%s", rows[i].stamp);
    }
}

Test(ci_formats, of_nothing_are_valid)
{
    g_autoptr(Run) run = run_new();
    g_autofree char *tap = render("tap", run);
    cr_expect_str_eq(tap, "TAP version 13\n1..0\n");
    g_autofree char *junit = render("junit", run);
    cr_expect_str_eq(junit, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                            "</testsuites>\n");
}
