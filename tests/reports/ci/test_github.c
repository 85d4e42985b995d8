// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/ci/tracked.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"

static char **paths_of(const char *words)
{
    return g_strsplit(words, " ", -1);
}

static char *render(const struct run *run)
{
    g_autoptr(Tracked) tracked = tracked_new(paths_of("README.md bench/parse.c"));
    const struct report report = {.run = run, .tracked = tracked};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("github")->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

Test(github, golden_of_two_builds)
{
    g_autoptr(Run) run = sample_comparison();
    g_autofree char *text = render(run);
    golden_check("comparison.github", text);
}

Test(github, golden_of_alternatives)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *text = render(run);
    golden_check("sample.github", text);
}

Test(github, golden_hostile)
{
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *text = render(run);
    golden_check("hostile.github", text);
}

// What the runner makes of a line: a command, or text in which `##[` would begin one.
Test(github, every_line_is_a_command_of_ours)
{
    g_autoptr(Run) run = sample_hostile_run();
    result_refuse(g_ptr_array_index(run->results, 0), STATUS_CRASHED,
                  "one\n::set-env name=PATH::x\r\n##[add-mask]e\n::stop-commands::t");
    g_autofree char *text = render(run);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line && **line; line++)
        cr_expect(g_regex_match_simple("^::(error|notice) ([a-z]+=[^:,]*,?)*::", *line, 0, 0), "%s",
                  *line);
    cr_expect_not_null(strstr(text, "::one%0A::set-env name=PATH::x%0A#\\#[add-mask]e%0A"));
}

Test(github, a_difference_of_the_same_code_gets_no_annotation)
{
    g_autoptr(Run) run = sample_comparison();
    g_autofree char *text = render(run);
    cr_expect_not_null(
        strstr(text, "::error file=bench/parse.c,line=12,title=parse/large is slower::"));
    cr_expect_null(strstr(text, "parse/small"));
}

Test(github, nothing_slower_leaves_the_notice_alone)
{
    g_autoptr(Run) run = sample_large_run(3);
    g_autofree char *text = render(run);
    cr_expect(g_str_has_prefix(text, "::notice title=benchrun::"));
    cr_expect_eq(strchr(text, '\n')[1], '\0');
}

Test(github, its_summary_is_markdown)
{
    const struct reporter *github = reporter_find("github");
    cr_expect_str_eq(github->append_variable, "GITHUB_STEP_SUMMARY");
    cr_expect_eq(github->append, reporter_find("markdown")->write);
}

static void expect_found(const struct tracked *files, const char *file, const char *expected)
{
    const char *found = tracked_find(files, file);
    cr_expect_str_eq(found ? found : "(none)", expected ? expected : "(none)", "of %s", file);
}

Test(tracked, finds_the_file_that_a_compiler_saw)
{
    g_autoptr(Tracked) files =
        tracked_new(paths_of("bench/a.c a.c bench/b.c x/twice.c y/twice.c x/in/one.c y/in/one.c"));
    expect_found(files, "bench/a.c", "bench/a.c");
    expect_found(files, "../bench/a.c", "bench/a.c");
    expect_found(files, "/builds/project/repo/bench/a.c", "bench/a.c");
    expect_found(files, "./a.c", "a.c");
    expect_found(files, "b.c", "bench/b.c");
    expect_found(files, "/elsewhere/x/twice.c", "x/twice.c");
    expect_found(files, "twice.c", NULL);
    expect_found(files, "ench/b.c", "bench/b.c");
    expect_found(files, "c.c", NULL);
    expect_found(files, "", NULL);
    expect_found(files, NULL, NULL);
    expect_found(NULL, "a.c", NULL);
    expect_found(files, "z/in/one.c", NULL);
    expect_found(files, "z/x/in/one.c", "x/in/one.c");
    expect_found(files, "x//a.c", "a.c");
    expect_found(files, "bench/", NULL);
}
