// SPDX-License-Identifier: MIT
// JUnit's XML as Ant writes it: the strictest of the schemas that CI systems hold it to, so that
// all of them read it (tests/reports/junit.xsd).
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/hash.h"
#include "reports/formats.h"
#include "reports/terminal/tests.h"
#include "reports/words/groups.h"
#include "reports/words/metrics.h"

// Appends ` name="text"`.
static void append_attribute(GString *out, const char *name, const char *text)
{
    g_autofree char *escaped = escape_markup(text);
    g_string_append_printf(out, " %s=\"%s\"", name, escaped);
}

static void append_seconds(GString *out, double seconds)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(text, sizeof text, "%.6f", seconds);
    append_attribute(out, "time", text);
}

static const char *suite_of(const struct test *test)
{
    bool is_told = test->bench_case != NULL && *test->bench_case->suite != '\0';
    return is_told ? test->bench_case->suite : "benchrun";
}

// What is wrong as an element: its first line is the message, all of them its text.
static void append_problem(GString *out, const struct test *test)
{
    static const char *const elements[TEST_OUTCOMES] = {
        [TEST_FAILED] = "failure", [TEST_BROKEN] = "error", [TEST_SKIPPED] = "skipped"};
    const char *element = elements[test->outcome];
    g_auto(GStrv) lines = test_lines(test);
    g_string_append_printf(out, "   <%s", element);
    append_attribute(out, "message", lines[0] ? lines[0] : "");
    append_attribute(out, "type", test->kind);
    g_autofree char *text = g_strjoinv("\n", lines);
    g_autofree char *escaped = escape_markup_lines(text);
    g_string_append_printf(out, ">%s</%s>\n", escaped, element);
}

static void append_case(GString *out, const struct test *test)
{
    const struct bench_case *bench_case = test->bench_case;
    g_autofree char *label = bench_case ? case_label(bench_case) : g_strdup("");
    g_string_append(out, "  <testcase");
    append_attribute(out, "classname", bench_case ? bench_case->group : "benchrun");
    append_attribute(out, "name", *label != '\0' ? label : test->id);
    append_seconds(out, test->duration_s);
    if (test->outcome == TEST_PASSED) {
        g_string_append(out, "/>\n");
        return;
    }
    g_string_append(out, ">\n");
    append_problem(out, test);
    g_string_append(out, "  </testcase>\n");
}

// As the schema wants it: without a time zone. What is no time (a file may say anything) becomes
// one.
static char *timestamp_of(const struct run *run)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) started =
        run->started ? g_date_time_new_from_iso8601(run->started, utc) : NULL;
    if (started == NULL)
        return g_strdup("1970-01-01T00:00:00");
    g_autoptr(GDateTime) in_utc = g_date_time_to_utc(started);
    return g_date_time_format(in_utc, "%Y-%m-%dT%H:%M:%S");
}

static void append_count(GString *out, const char *name, guint count)
{
    g_string_append_printf(out, " %s=\"%u\"", name, count);
}

static void append_property(GString *out, const struct test *test, const char *title,
                            const char *value)
{
    g_autofree char *name = g_strdup_printf("%s: %s", test->id, title);
    g_string_append(out, "   <property");
    append_attribute(out, "name", name);
    append_attribute(out, "value", value);
    g_string_append(out, "/>\n");
}

// What the cases cost besides time, and what is worth a word of those that passed. The schema has
// properties of a suite alone.
static void append_properties(GString *out, const GPtrArray *tests)
{
    g_autoptr(GString) properties = g_string_new(NULL);
    for (guint i = 0; i < tests->len; i++) {
        const struct test *test = g_ptr_array_index(tests, i);
        g_autoptr(GPtrArray) metrics = test->result != NULL ? metrics_shown(test->result) : NULL;
        for (guint m = 0; metrics != NULL && m < metrics->len; m++) {
            g_autofree char *title = metric_title(g_ptr_array_index(metrics, m));
            g_autofree char *value = metric_text(g_ptr_array_index(metrics, m));
            append_property(properties, test, title, value);
        }
        g_auto(GStrv) lines = test_lines(test);
        if (test->outcome == TEST_PASSED && lines[0] != NULL && *lines[0] != '\0')
            append_property(properties, test, "note", lines[0]);
    }
    if (properties->len > 0)
        g_string_append_printf(out, "  <properties>\n%s  </properties>\n", properties->str);
    else
        g_string_append(out, "  <properties/>\n");
}

static void append_suite(GString *out, const struct run *run, const GPtrArray *tests, guint id)
{
    double seconds = 0;
    for (guint i = 0; i < tests->len; i++)
        seconds += ((const struct test *)g_ptr_array_index(tests, i))->duration_s;
    g_autofree char *timestamp = timestamp_of(run);
    // One that a revision was built into is in a folder that means nothing to a reader.
    const char *suite = suite_of(g_ptr_array_index(tests, 0));
    g_autofree char *name =
        g_path_is_absolute(suite) ? g_path_get_basename(suite) : g_strdup(suite);
    g_string_append(out, " <testsuite");
    append_attribute(out, "name", name);
    append_attribute(out, "package", "benchrun");
    append_count(out, "id", id);
    append_attribute(out, "timestamp", timestamp);
    append_attribute(out, "hostname", "localhost");
    append_count(out, "tests", tests->len);
    append_count(out, "failures", tests_count(tests, TEST_FAILED));
    append_count(out, "errors", tests_count(tests, TEST_BROKEN));
    append_count(out, "skipped", tests_count(tests, TEST_SKIPPED));
    append_seconds(out, seconds);
    g_string_append(out, ">\n");
    append_properties(out, tests);
    for (guint i = 0; i < tests->len; i++)
        append_case(out, g_ptr_array_index(tests, i));
    g_string_append(out, "  <system-out/>\n  <system-err/>\n </testsuite>\n");
}

bool junit_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    g_autoptr(GPtrArray) tests = tests_of(report->run);
    g_autoptr(GHashTable) by_name = g_hash_table_new_full(hash_text, g_str_equal, NULL, NULL);
    g_autoptr(GPtrArray) suites = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < tests->len; i++) {
        struct test *test = g_ptr_array_index(tests, i);
        GPtrArray *suite = g_hash_table_lookup(by_name, suite_of(test));
        if (suite == NULL) {
            suite = g_ptr_array_new();
            g_ptr_array_add(suites, suite);
            g_hash_table_insert(by_name, (char *)suite_of(test), suite);
        }
        g_ptr_array_add(suite, test);
    }
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (guint i = 0; i < suites->len; i++)
        append_suite(out, report->run, g_ptr_array_index(suites, i), i);
    g_string_append(out, "</testsuites>\n");
    return true;
}
