// SPDX-License-Identifier: MIT
#include "reports/terminal/tests.h"

#include "framework/base/text.h"
#include "reports/words/comparison_words.h"
#include "reports/words/metrics.h"
#include "reports/words/units.h"

static void test_free(struct test *test)
{
    g_free(test->message);
    g_free(test);
}

static void set_outcome(struct test *test, enum test_outcome outcome, const char *kind,
                        char *message)
{
    test->outcome = outcome;
    test->kind = kind;
    g_free(test->message);
    test->message = message;
}

// The outcome and message of a result that is not ok, after `side`.
static void take_status(struct test *test, const struct result *result, const char *side)
{
    static const enum test_outcome outcomes[STATUSES] = {
        [STATUS_OK] = TEST_PASSED,      [STATUS_SKIPPED] = TEST_SKIPPED,
        [STATUS_FAILED] = TEST_FAILED,  [STATUS_CRASHED] = TEST_BROKEN,
        [STATUS_TIMEOUT] = TEST_BROKEN,
    };
    const char *why = result->message ? result->message : "no reason given";
    set_outcome(test, outcomes[result->status], status_word(result->status),
                g_strconcat(side, why, NULL));
    if (result->check == CHECK_UNCHECKED)
        test->kind = check_word(result->check);
}

static char *describe_change(const struct comparison *comparison)
{
    bool is_slower = comparison->verdict == VERDICT_SLOWER;
    GString *words = g_string_new(is_slower ? "slower than base" : "may be slower than base");
    g_autofree char *level = comparison_level(comparison->level);
    g_autofree char *change = units_change(comparison->ratio);
    g_autofree char *interval = comparison_interval(comparison);
    if (*change)
        g_string_append_printf(words, ": %s", change);
    if (*interval)
        g_string_append_printf(words, ", %s%sinterval %s", level, *level ? "% " : "", interval);
    if (comparison->note)
        g_string_append_printf(words, "; %s", comparison->note);
    return g_string_free(words, FALSE);
}

static char *describe_placement(const struct comparison *comparison)
{
    g_autofree char *change = units_change(comparison->ratio);
    return g_strdup_printf("placement: %s, but only the address of its code changed", change);
}

// Why a comparison fails on a word of --fail-on.
static char *describe_failure(const struct comparison *comparison, const struct run *run,
                              const char *word)
{
    const struct result *result = run_find_result(run, comparison->id);
    const struct metric *metric = result != NULL ? result_find_metric(result, word) : NULL;
    if (comparison_find_metric(comparison, word) != NULL && metric != NULL) {
        g_autofree char *title = metric_title(metric);
        g_autofree char *change = comparison_metric_change(run, comparison, metric);
        return g_strdup_printf("%s got worse: %s", title, change);
    }
    return comparison->verdict == VERDICT_PLACEMENT ? describe_placement(comparison)
                                                    : describe_change(comparison);
}

static char *describe_claim(const struct comparison *comparison)
{
    g_autofree char *speedup = units_speedup(comparison->ratio);
    g_autofree char *interval = comparison_speedup_interval(comparison);
    return g_strdup_printf("the claim falls short: %s %s as fast as '%s', claimed %gx", speedup,
                           interval, comparison->baseline, comparison->min_speedup);
}

// A regression is a failed test whatever --fail-on names.
static void take_comparison(struct test *test, const struct run *run)
{
    const struct comparison *comparison = run_find_comparison(run, test->id);
    if (comparison == NULL)
        return;
    const char *failure = comparison_failure(comparison, run->fail_on);
    if (run_has_sides(run) && comparison->verdict == VERDICT_SLOWER)
        set_outcome(test, TEST_FAILED, "regression", describe_change(comparison));
    else if (comparison->claim == CLAIM_FAILS)
        set_outcome(test, TEST_FAILED, "claim", describe_claim(comparison));
    else if (failure != NULL)
        set_outcome(test, TEST_FAILED, failure, describe_failure(comparison, run, failure));
    else if (run_has_sides(run) && comparison->verdict == VERDICT_PLACEMENT)
        test->message = describe_placement(comparison);
}

static struct test *test_of(const struct run *run, const struct result *result)
{
    struct test *test = g_new(struct test, 1);
    const double century_s = 3.2e9;
    double duration_s = result_duration_s(result);
    *test = (struct test){
        .id = result->bench_case->id,
        .bench_case = result->bench_case,
        .result = result,
        .kind = "",
        .duration_s = duration_s < century_s ? duration_s : 0,
        .is_unchecked = result->check == CHECK_UNCHECKED,
    };
    const struct result *base = run_find_base(run, test->id);
    if (result->status != STATUS_OK)
        take_status(test, result, "");
    else if (base != NULL && base->status != STATUS_OK)
        take_status(test, base, "base: ");
    else
        take_comparison(test, run);
    if (test->message == NULL && result->bench_case->has_empty_loop)
        test->message = g_strdup("optimised away: its timed loop is empty, as the compiler removed "
                                 "the work");
    return test;
}

static void add_one_sided(GPtrArray *tests, const GPtrArray *ids, bool is_failure, const char *why)
{
    for (guint i = 0; i < ids->len; i++) {
        struct test *test = g_new(struct test, 1);
        *test = (struct test){.id = g_ptr_array_index(ids, i), .kind = ""};
        set_outcome(test, is_failure ? TEST_FAILED : TEST_SKIPPED,
                    is_failure ? "missing" : "skipped", g_strdup(why));
        g_ptr_array_add(tests, test);
    }
}

GPtrArray *tests_of(const struct run *run)
{
    bool must_have_all =
        g_ptr_array_find_with_equal_func(run->fail_on, "missing", g_str_equal, NULL);
    GPtrArray *tests = g_ptr_array_new_with_free_func((GDestroyNotify)test_free);
    for (guint i = 0; i < run->results->len; i++)
        g_ptr_array_add(tests, test_of(run, g_ptr_array_index(run->results, i)));
    add_one_sided(tests, run->only_base, must_have_all, "removed: only in base");
    add_one_sided(tests, run->only_head, false, "added: only in head");
    return tests;
}

unsigned tests_count(const GPtrArray *tests, enum test_outcome outcome)
{
    unsigned n = 0;
    for (guint i = 0; i < tests->len; i++)
        n += ((const struct test *)g_ptr_array_index(tests, i))->outcome == outcome;
    return n;
}

char **test_lines(const struct test *test)
{
    g_autofree char *valid = g_utf8_make_valid(test->message ? test->message : "", -1);
    char **lines = g_strsplit(g_strstrip(valid), "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        char *printable = text_printable(*line);
        g_free(*line);
        *line = printable;
    }
    return lines;
}

// The list for a terminal.

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
    bool names_kind = test->outcome == TEST_BROKEN;
    g_autofree char *first =
        names_kind ? g_strdup_printf("%s: %s", test->kind, lines[0]) : g_strdup(lines[0]);
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
