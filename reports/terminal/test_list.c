// SPDX-License-Identifier: MIT
#include "reports/terminal/test_list.h"

#include "framework/base/text.h"
#include "reports/ci/tests.h"
#include "reports/words/units.h"

enum { INDENT = 4 };

static const char *outcome_word(const struct test *test)
{
    switch (test->outcome) {
    case TEST_FAILED:
    case TEST_BROKEN:
        return "FAIL";
    case TEST_SKIPPED:
        return "skip";
    case TEST_PASSED:
        break;
    }
    return test->is_unchecked ? "unchecked" : "ok";
}

// SGR colours, for the word alone; NULL: none.
static const char *outcome_colour(const struct test *test)
{
    if (test->outcome == TEST_FAILED || test->outcome == TEST_BROKEN)
        return "\033[31m";
    if (test->outcome == TEST_SKIPPED || test->is_unchecked)
        return "\033[33m";
    return "\033[32m";
}

// The first line is folded, it is ours; the others are what a sanitizer or the suite wrote, and
// stay as they are.
static void write_message(GString *out, const struct test *test, size_t width)
{
    g_auto(GStrv) lines = test_lines(test);
    if (*lines == NULL)
        return;
    g_string_append_printf(out, "%*s", INDENT, "");
    bool tells_kind = test->outcome == TEST_BROKEN;
    g_autofree char *first =
        tells_kind ? g_strdup_printf("%s: %s", test->kind, lines[0]) : g_strdup(lines[0]);
    text_wrap(out, first, INDENT, width);
    for (char **line = lines + 1; *line != NULL; line++)
        g_string_append_printf(out, "%*s%s\n", **line != '\0' ? 2 * INDENT : 0, "", *line);
}

static void write_test(GString *out, const struct test *test, const struct report *report,
                       size_t width)
{
    enum { WORD_COLUMNS = 9, TIME_COLUMNS = 8 };
    const char *word = outcome_word(test);
    const char *colour = report->use_colour ? outcome_colour(test) : "";
    int blanks = WORD_COLUMNS - (int)text_columns(word);
    g_autofree char *time = units_time(test->duration_s * 1e9);
    g_autofree char *id = text_printable(test->id);
    g_string_append_printf(out, "%s%s%s%*s  %*s  %s\n", colour, word,
                           report->use_colour ? "\033[0m" : "", blanks, "", TIME_COLUMNS, time, id);
    if (test->message != NULL)
        write_message(out, test, width);
}

static void write_closing(GString *out, const struct run *run, const GPtrArray *tests, size_t width)
{
    unsigned unchecked = 0;
    for (guint i = 0; i < tests->len; i++)
        unchecked += ((const struct test *)g_ptr_array_index(tests, i))->is_unchecked;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *duration = units_time(run->duration_s * 1e9);
    g_string_printf(text, "%u case%s%s%s", tests->len, tests->len == 1 ? "" : "s",
                    *duration ? " in " : "", duration);
    if (unchecked > 0)
        g_string_append_printf(text, ", %u unchecked (no bench_output(); --strict fails these)",
                               unchecked);
    g_string_append_c(out, '\n');
    text_wrap(out, text->str, 2, width);
    g_string_append_printf(out, "%u passed, %u failed, %u skipped\n",
                           tests_count(tests, TEST_PASSED),
                           tests_count(tests, TEST_FAILED) + tests_count(tests, TEST_BROKEN),
                           tests_count(tests, TEST_SKIPPED));
}

void test_list_write(GString *out, const struct report *report, size_t width)
{
    g_autoptr(GPtrArray) tests = tests_of(report->run);
    for (guint i = 0; i < tests->len; i++)
        write_test(out, g_ptr_array_index(tests, i), report, width);
    write_closing(out, report->run, tests, width);
}
