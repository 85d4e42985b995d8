// SPDX-License-Identifier: MIT
// The Test Anything Protocol, version 13 (testanything.org), which every consumer reads.
#include <string.h>

#include "framework/base/text.h"
#include "reports/formats.h"
#include "reports/terminal/tests.h"
#include "reports/words/metrics.h"

// In a description a number sign begins a directive, and a backslash escapes.
static void append_description(GString *out, const char *text)
{
    g_autofree char *printable = text_printable(text);
    for (const char *at = printable; *at != '\0'; at++) {
        if (*at == '#' || *at == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
    }
}

// Printable lines as one double-quoted scalar of YAML, which consumers of TAP all read: lists of
// texts and blocks of lines are beyond the subset that Perl's knows.
static void append_scalar(GString *out, const char *key, char *const *lines)
{
    g_string_append_printf(out, "  %s: \"", key);
    for (char *const *line = lines; *line != NULL; line++) {
        if (line != lines)
            g_string_append(out, "\\n");
        for (const char *at = *line; *at != '\0'; at++) {
            if (*at == '"' || *at == '\\')
                g_string_append_c(out, '\\');
            g_string_append_c(out, *at);
        }
    }
    g_string_append(out, "\"\n");
}

static void append_text(GString *out, const char *key, const char *text)
{
    g_autofree char *printable = text_printable(text);
    char *const lines[] = {printable, NULL};
    append_scalar(out, key, lines);
}

static void append_diagnostics(GString *out, const struct test *test)
{
    g_auto(GStrv) lines = test_lines(test);
    g_string_append(out, "  ---\n");
    append_scalar(out, "message", lines);
    append_text(out, "severity", test->outcome == TEST_BROKEN ? "error" : "fail");
    append_text(out, "kind", test->kind);
    if (test->bench_case != NULL && test->bench_case->file != NULL) {
        append_text(out, "file", test->bench_case->file);
        g_string_append_printf(out, "  line: %u\n", test->bench_case->line);
    }
    char milliseconds[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(milliseconds, sizeof milliseconds, "%.3f", test->duration_s * 1000);
    g_string_append_printf(out, "  duration_ms: %s\n", milliseconds);
    g_string_append(out, "  ...\n");
}

// As a comment, which consumers show or ignore: "# metrics: cycles 4116, throughput 3.06 GB/s".
static void append_metrics(GString *out, const struct result *result)
{
    const char *before = "# metrics: ";
    g_autoptr(GPtrArray) metrics = metrics_shown(result);
    for (guint i = 0; i < metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(metrics, i);
        g_autofree char *title = metric_title(metric);
        g_autofree char *value = metric_text(metric);
        g_string_append_printf(out, "%s%s %s", before, title, value);
        before = ", ";
    }
    if (metrics->len > 0)
        g_string_append_c(out, '\n');
}

// What is worth a word of a test that passed.
static void append_note(GString *out, const struct test *test)
{
    g_auto(GStrv) lines = test_lines(test);
    for (char **line = lines; *line != NULL; line++)
        g_string_append_printf(out, "# %s\n", *line);
}

static void append_test(GString *out, const struct test *test, guint number)
{
    bool is_ok = test->outcome == TEST_PASSED || test->outcome == TEST_SKIPPED;
    g_string_append_printf(out, "%sok %u - ", is_ok ? "" : "not ", number);
    append_description(out, test->id);
    if (test->outcome == TEST_SKIPPED) {
        g_auto(GStrv) lines = test_lines(test);
        g_string_append_printf(out, " # SKIP %s", lines[0] ? lines[0] : "");
    }
    g_string_append_c(out, '\n');
    if (!is_ok)
        append_diagnostics(out, test);
    else if (test->outcome == TEST_PASSED && test->is_unchecked)
        g_string_append(out, "# unchecked: produces no output to compare\n");
    if (test->outcome == TEST_PASSED && test->message != NULL)
        append_note(out, test);
    if (test->result != NULL)
        append_metrics(out, test->result);
}

bool tap_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    g_autoptr(GPtrArray) tests = tests_of(report->run);
    g_string_append_printf(out, "TAP version 13\n1..%u\n", tests->len);
    for (guint i = 0; i < tests->len; i++)
        append_test(out, g_ptr_array_index(tests, i), i + 1);
    return true;
}
