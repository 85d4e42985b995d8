// SPDX-License-Identifier: MIT
// Profiles in all formats, byte for byte, and what names in them must not do.
#include <criterion/criterion.h>
#include <string.h>

#include "framework/profile/profile_parse.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_profile.h"
#include "tests/reports/sinks.h"

static char *render(const char *format, const struct profile_report *report)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    bool is_good = reporter_find(format)->write_profile(out, report, &error);
    cr_assert(is_good, "%s: %s", format, error ? error->message : "");
    return g_string_free(out, FALSE);
}

static void check(const char *name, const char *format, const struct profile_report *report)
{
    g_autofree char *text = render(format, report);
    golden_check(name, text);
}

Test(profiles, are_shown_as_they_were)
{
    g_autoptr(Profile) profile = sample_profile();
    const struct profile_report usual = {.profile = profile};
    const struct profile_report by_total = {.profile = profile, .sort = "total", .top = 2};
    const struct profile_report by_calls = {.profile = profile, .sort = "calls"};
    check("profile.txt", "table", &usual);
    check("profile_total.txt", "table", &by_total);
    check("profile_calls.txt", "table", &by_calls);
    const struct profile_report of_parse = {
        .profile = profile, .lines = "parse.c", .reads_source = true};
    check("profile_lines.txt", "table", &of_parse);
    check("profile.folded", "collapsed", &usual);
    check("profile.speedscope.json", "speedscope", &usual);
    check("profile.trace.json", "trace", &usual);
    check("profile.callgrind", "callgrind", &usual);
    check("profile.json", "json", &usual);
}

Test(profiles, of_loops_show_their_stalls)
{
    g_autoptr(Profile) profile = sample_watch();
    const struct profile_report usual = {.profile = profile};
    check("watch.txt", "table", &usual);
    check("watch.folded", "collapsed", &usual);
    g_autofree char *page = render("html", &usual);
    static const char *const parts[] = {"<h2 id=\"stalls\">", "is_digit (parse.c:4)<small>parse (",
                                        "<h2 id=\"threads\">", "<td class=\"n\">75%</td>"};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        cr_expect_not_null(strstr(page, parts[i]), "%s is not on the page", parts[i]);
}

Test(profiles, show_their_spans)
{
    g_autoptr(Profile) profile = sample_profile();
    const struct profile_report usual = {.profile = profile};
    g_autofree char *page = render("html", &usual);
    static const char *const parts[] = {
        "<h2 id=\"spans\">Spans</h2>\n<p>5 spans in 2.000 s, 1 of them still open at the end.</p>",
        ">thread worker 1240 of process 1234</text>",
        ">thread worker 1240 of process 1234, across others</text>",
        "<title>request: GET /a\n500.0 ms, from 250.0 ms on\nthread worker 1240</title>",
        "<title>serve\n2.500 s and still open, from -500.0 ms on\nthread worker 1234</title>",
        "x=\"12.500%\" y=\"90\" width=\"25.000%\"",
        "<p>7 more spans are left out, which",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        cr_expect_not_null(strstr(page, parts[i]), "%s is not on the page", parts[i]);
}

// Of many spans the longest are drawn, and the rest is said.
Test(profiles, draw_the_longest_spans)
{
    g_autoptr(Profile) profile = sample_profile();
    g_array_set_size(profile->spans, 0);
    for (unsigned i = 0; i < 10000; i++) {
        const struct profile_span span = {.label = g_strdup("step"),
                                          .pid = 1,
                                          .tid = 1,
                                          .number = i + 1,
                                          .at = 0.0001 * i,
                                          .lasted = i % 4 == 3 ? 0.0001 : 0.00001};
        g_array_append_val(profile->spans, span);
    }
    const struct profile_report usual = {.profile = profile};
    g_autofree char *page = render("html", &usual);
    unsigned n = 0;
    for (const char *at = page; (at = strstr(at, "<title>step\n")) != NULL; at++)
        n++;
    cr_expect_eq(n, 3000);
    cr_expect_not_null(strstr(page, "<p>7000 shorter spans, 70.00 ms in all, are"));
}

Test(profiles, have_no_order_that_is_not_there)
{
    g_autoptr(Profile) profile = sample_profile();
    g_autoptr(Profile) empty = profile_new();
    g_autoptr(GString) out = g_string_new("before");
    const struct profile_report nonsense = {.profile = profile, .sort = "bytes"};
    const struct profile_report nothing = {.profile = empty};
    const struct profile_report nobody = {.profile = profile, .lines = "nobody"};
    const struct profile_report *const wrong[] = {&nonsense, &nothing, &nobody};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect_not(reporter_find("table")->write_profile(out, wrong[i], &error));
        cr_expect_not_null(error);
        cr_expect_str_eq(out->str, "before");
    }
}

// The sink of a run's JSON reads a run; a profile is read by its own parser.
static char *problem_of(const char *format, const char *text)
{
    if (strcmp(format, "pprof") == 0)
        return NULL;                        // bytes with lengths: test_pprof.c reads them
    if (strcmp(format, "collapsed") == 0 && // a path of it has ten functions
        g_regex_match_simple("^([^;\\n]*;){10}", text, G_REGEX_MULTILINE, (GRegexMatchFlags)0))
        return g_strdup("a name made a path longer");
    if (strcmp(format, "json") != 0)
        return sink_problem(format, text);
    g_autoptr(GError) error = NULL;
    g_autoptr(Profile) again = profile_parse(text, strlen(text), &error);
    return again == NULL ? g_strdup(error->message) : sink_problem_of_log(text);
}

Test(profiles, do_nothing_with_names)
{
    g_autofree char *names = reporter_names_of_profiles();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        g_autoptr(Profile) profile = sample_hostile_profile(*payload);
        const struct profile_report report = {.profile = profile, .use_colour = false};
        const struct profile_report lines = {.profile = profile, .lines = *payload};
        g_autofree char *listing = render("table", &lines);
        g_autofree char *wrong = problem_of("table", listing);
        cr_expect_null(wrong, "lines of '%s': %s", *payload, wrong);
        for (char **format = formats; *format != NULL; format++) {
            g_autofree char *text = render(*format, &report);
            g_autofree char *problem = problem_of(*format, text);
            cr_expect_null(problem, "%s of '%s': %s", *format, *payload, problem);
        }
    }
}
