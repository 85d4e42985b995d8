// SPDX-License-Identifier: MIT
#include "framework/result/file/ranges.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/result/file/run_file.h"

// A range that is not kept may cost an endless loop.
TestSuite(ranges, .timeout = 20);

// A file in which every number that is read can be replaced by another: `%s` has keys of one of its
// objects.
#define CASE "\"id\": \"g/n\", \"group\": \"g\", \"name\": \"n\", \"status\": \"ok\""
#define RESULTS(text) "\"results\": [{" CASE text "}]"
static const char *const places[] = {
    "{\"benchrun\": 1, \"run\": {\"id\": \"x\", %s}}",
    "{\"benchrun\": 1, \"run\": {\"id\": \"x\", \"clock\": {%s}}}",
    "{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"machine\": {%s}}",
    "{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"machine\": {\"caches\": [{%s}]}}",
    "{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, " RESULTS(", %s") "}",
    "{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, " RESULTS(", \"processes\": [{%s}]") "}",
    "{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"comparisons\": [{\"id\": \"g/n\", \"baseline\": "
    "\"g/b\", \"verdict\": \"same\", %s}]}",
    "{\"context\": {%s}, \"benchmarks\": []}",
    "{\"context\": {}, \"benchmarks\": [{\"name\": \"n\", \"real_time\": 1, \"iterations\": 1, "
    "%s}]}",
    "{\"results\": [{\"command\": \"x\", %s}]}",
};
enum { RUN, CLOCK, MACHINE, CACHE, RESULT, PROCESS, COMPARISON, CONTEXT, ROW, HYPERFINE };

// What a key must not be; the key is named in the error.
static const struct {
    int place;
    const char *key;
    const char *values[4];
} rows[] = {
    {RUN, "alpha", {"-1", "1.5", "1e300"}},
    {RUN, "duration_s", {"-1", "1e308"}},
    {RUN, "references_s", {"-1", "1e308"}},
    {RUN, "cpu", {"-2", "65536"}},
    {CLOCK, "resolution_ns", {"-1", "1e300"}},
    {CLOCK, "cost_ns", {"-1", "1e300"}},
    {MACHINE, "logical_cpus", {"4294967296"}},
    {MACHINE, "tsc_hz", {"1000000000000001", "\"18446744073709551615\""}},
    {MACHINE, "load1", {"-1"}},
    {CACHE, "level", {"4294967296"}},
    {RESULT, "threads", {"2000000"}},
    {RESULT, "line", {"4294967296"}},
    {RESULT, "min_speedup", {"-1"}},
    {RESULT, "duration_s", {"-1", "1e308"}},
    {RESULT, "restarts_planned", {"9007199254740993000"}},
    {RESULT, "bytes", {"-1"}},
    {RESULT, "items", {"-1e300", "1.7976931348623157e308"}},
    {PROCESS, "layout", {"1000", "4294967295"}},
    {PROCESS, "first_ns", {"-1", "1e300"}},
    {PROCESS, "floor_ns", {"-1", "1e300"}},
    {PROCESS, "samples_ns", {"[-1]", "[1e300]"}},
    {COMPARISON, "ratio", {"-1"}},
    {COMPARISON, "times_ns", {"[-1, 1]", "[1, 1e300]"}},
    {COMPARISON, "interval", {"[-1, 1]", "[1, -1]"}},
    {COMPARISON, "ci95", {"[-1, 1]"}},
    {COMPARISON, "level", {"-1", "2"}},
    {COMPARISON, "confidence", {"-0.1", "1.1"}},
    {COMPARISON, "margin", {"-1"}},
    {COMPARISON, "same_within", {"-1"}},
    {COMPARISON, "share", {"-1", "2"}},
    {COMPARISON, "rounds", {"9007199254740993000"}},
    {CONTEXT, "num_cpus", {"4294967296"}},
    {ROW, "bytes_per_second", {"-1"}},
    {ROW, "cpu_time", {"-1"}},
    {HYPERFINE, "times", {"[-1]", "[1e300]"}},
};

static struct run *parse(int place, const char *key, const char *value, GError **error)
{
    g_autofree char *pair = g_strdup_printf("\"%s\": %s", key, value);
    g_autoptr(GString) text = g_string_new(places[place]);
    g_string_replace(text, "%s", pair, 1);
    return run_parse(text->str, text->len, error);
}

Test(ranges, numbers_outside_are_refused_by_name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (const char *const *value = rows[i].values; *value != NULL; value++) {
            g_autoptr(GError) error = NULL;
            g_autoptr(Run) run = parse(rows[i].place, rows[i].key, *value, &error);
            cr_expect_null(run, "'%s' may be %s", rows[i].key, *value);
            cr_expect(error == NULL || strstr(error->message, rows[i].key) != NULL, "%s",
                      error ? error->message : "");
        }
    }
}

Test(ranges, errors_say_what_a_number_may_be)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) other = NULL;
    cr_assert_null(parse(RUN, "alpha", "-1", &error));
    cr_expect_str_eq(error->message, "'alpha' is -1, but must be from 0 to 1");
    cr_assert_null(parse(RESULT, "bytes", "-1", &other));
    cr_expect_str_eq(other->message, "'bytes' is -1, but must be at least 0");
}

// `file` has an `@` where a name is.
static void expect_end(const char *file, const char *key)
{
    g_autofree char *longer = g_strnfill(TEXT_MOST_NAME + 1, 'x');
    g_autofree char *words =
        g_strdup_printf("'%s' has 4097 bytes, but a name has at most 4096", key);
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) good = g_string_new(file);
    g_autoptr(GString) bad = g_string_new(file);
    g_string_replace(good, "@", longer + 1, 1);
    g_string_replace(bad, "@", longer, 1);
    g_autoptr(Run) run = run_parse(good->str, good->len, NULL);
    cr_expect_not_null(run, "'%s'", key);
    cr_assert_null(run_parse(bad->str, bad->len, &error), "'%s'", key);
    cr_expect_str_eq(error->message, words);
}

Test(ranges, names_have_an_end)
{
    static const char *const more[] = {"suite",   "symbol",   "file", "tags",
                                       "variant", "arg_name", "node", "machine"};
    expect_end("{\"benchrun\": 1, \"run\": {\"id\": \"@\"}, \"results\": []}", "id");
    for (size_t i = 0; i < G_N_ELEMENTS(more); i++) {
        g_autoptr(GString) file = g_string_new(places[RESULT]);
        g_autofree char *pair = g_strdup_printf("\"%s\": \"@\"", more[i]);
        g_string_replace(file, "%s", pair, 1);
        expect_end(file->str, more[i]);
    }
    expect_end("{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"results\": [{\"id\": \"g/n\", "
               "\"group\": \"g\", \"name\": \"@\", \"status\": \"ok\"}]}",
               "name");
    expect_end("{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"results\": [{\"id\": \"@\", "
               "\"group\": \"g\", \"name\": \"n\", \"status\": \"ok\"}]}",
               "id");
}

Test(ranges, their_ends_are_within_and_come_back)
{
    static const struct {
        int place;
        const char *key, *value;
    } good[] = {
        {RUN, "alpha", "0"},
        {RUN, "alpha", "1"},
        {RUN, "seed", "\"18446744073709551615\""},
        {RESULT, "arg", "-9223372036854775808"},
        {RESULT, "arg", "9223372036854775807"},
        {PROCESS, "pid_seed", "\"18446744073709551615\""},
        {RESULT, "metrics", "{\"m\": {\"value\": -1.7976931348623e308}}"},
        {RESULT, "bytes", "1.7976931348623e308"},
        {PROCESS, "layout", "999"},
        {PROCESS, "samples_ns", "[4.6e18, 0, 5e-324]"},
        {PROCESS, "samples_ns", "[1533333333333333333], \"sample_iterations\": [3]"},
        {PROCESS, "samples_ns", "[1e-18], \"sample_iterations\": [4.6e18]"},
        {PROCESS, "samples_cpu_ns", "[1.7976931348623e308], \"samples_ns\": [1]"},
        {RUN, "duration_s", "4.6e9"},
        {HYPERFINE, "times", "[4.6e9]"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Run) run = parse(good[i].place, good[i].key, good[i].value, &error);
        cr_assert_not_null(run, "%s", error ? error->message : "");
        // Numbers are written in 15 digits: none is rounded beyond its range.
        g_autofree char *text = run_format(run);
        g_autoptr(Run) again = run_parse(text, strlen(text), &error);
        cr_expect_not_null(again, "%s of %s: %s", good[i].key, good[i].value,
                           error ? error->message : "");
    }
}
