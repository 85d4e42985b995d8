// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "reports/charts.h"
#include "reports/finding.h"
#include "tests/reports/sample_run.h"

static bool has_gnuplot(void)
{
    g_autofree char *path = g_find_program_in_path("gnuplot");
    return path != NULL;
}

static char *make_directory(void)
{
    char *directory = g_dir_make_tmp("benchrun-charts-XXXXXX", NULL);
    cr_assert_not_null(directory);
    return directory;
}

static GPtrArray *list_files(const char *directory)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));)
        g_ptr_array_add(names, g_strdup(name));
    return names;
}

static void remove_directory(const char *directory)
{
    g_autoptr(GPtrArray) names = list_files(directory);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(directory, names->pdata[i], NULL);
        g_remove(path);
    }
    g_rmdir(directory);
}

static char *write_script(const char *directory, const char *text)
{
    char *path = g_build_filename(directory, "program", NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_assert_eq(g_chmod(path, 0755), 0);
    return path;
}

// Every path exists, nothing else does, and pictures are what their extensions say.
static void expect_pictures(const GPtrArray *paths, const char *directory)
{
    g_autoptr(GPtrArray) names = list_files(directory);
    cr_expect_eq(names->len, paths->len);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autofree char *content = NULL;
        gsize length = 0;
        cr_assert(g_file_get_contents(path, &content, &length, NULL), "%s", path);
        if (g_str_has_suffix(path, ".png"))
            cr_expect(length > 1000 && memcmp(content, "\x89PNG", 4) == 0, "%s", path);
        else
            cr_expect(g_str_has_suffix(content, "</svg>\n\n"), "%s", path);
    }
}

Test(charts, of_a_run)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = sample_run();
    g_autofree char *directory = make_directory();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) paths = charts_draw(run, directory, NULL, &error);
    cr_assert_not_null(paths, "%s", error ? error->message : "");
    cr_expect_eq(paths->len, 2 * (2 + 1 + 1 + 6 + 1));
    expect_pictures(paths, directory);
    remove_directory(directory);
}

Test(charts, hostile_names_are_drawn_not_run)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *directory = make_directory();
    cr_assert_eq(g_chdir(directory), 0); // where a command that ran would leave its file
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) paths = charts_draw(run, directory, NULL, &error);
    cr_assert_not_null(paths, "%s", error ? error->message : "");
    expect_pictures(paths, directory); // so there is no file `pwned`

    g_autofree char *svg = NULL;
    cr_assert(g_file_get_contents("hostile.svg", &svg, NULL, NULL));
    cr_expect_not_null(strstr(svg, "a\"; system(\"touch pwned\"); \""));
    cr_expect_not_null(strstr(svg, "`touch pwned`"));
    cr_expect_not_null(strstr(svg, "$(touch pwned) ${HOME} $1"));
    cr_expect_not_null(strstr(svg, "\\nEOD\\n!touch pwned"));
    cr_expect_not_null(strstr(svg, "naïve"));
    cr_expect_null(strstr(svg, "<script"));
    cr_assert_eq(g_chdir("/"), 0);
    remove_directory(directory);
}

Test(charts, hostile_names_leave_well_formed_svg)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *directory = make_directory();
    g_autoptr(GPtrArray) paths = charts_draw(run, directory, NULL, NULL);
    cr_assert_not_null(paths);
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *text = NULL;
        gsize length = 0;
        g_autoptr(GError) error = NULL;
        if (!g_str_has_suffix(paths->pdata[i], ".svg"))
            continue;
        cr_assert(g_file_get_contents(paths->pdata[i], &text, &length, NULL));
        const GMarkupParser nothing = {0};
        GMarkupParseContext *context =
            g_markup_parse_context_new(&nothing, G_MARKUP_TREAT_CDATA_AS_TEXT, NULL, NULL);
        cr_expect(g_markup_parse_context_parse(context, text, (gssize)length, &error) &&
                      g_markup_parse_context_end_parse(context, &error),
                  "%s: %s", (char *)paths->pdata[i], error ? error->message : "");
        g_markup_parse_context_free(context);
    }
    remove_directory(directory);
}

Test(charts, of_nothing_need_no_gnuplot)
{
    g_autoptr(Run) run = run_new();
    g_autoptr(GPtrArray) paths = charts_draw(run, "/nonexistent", "/nonexistent/gnuplot", NULL);
    cr_assert_not_null(paths);
    cr_expect_eq(paths->len, 0);
}

Test(charts, without_gnuplot_say_what_is_missing)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *directory = make_directory();
    g_autoptr(GError) error = NULL;
    cr_assert_null(charts_draw(run, directory, "no-such-gnuplot", &error));
    cr_expect(g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_MISSING));
    cr_expect_not_null(strstr(error->message, "gnuplot-nox"));
    remove_directory(directory);
}

Test(charts, a_failing_gnuplot_is_quoted)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *directory = make_directory();
    g_autofree char *program = write_script(
        directory, "#!/bin/sh\nfor i in 1 2 3 4 5 6 7; do echo \"line $i\" >&2; done\nexit 1\n");
    g_autoptr(GError) error = NULL;
    cr_assert_null(charts_draw(run, directory, program, &error));
    cr_expect(g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_FAILED));
    cr_expect_null(strstr(error->message, "line 2"));
    cr_expect_not_null(strstr(error->message, "line 3\nline 4\nline 5\nline 6\nline 7"));
    remove_directory(directory);
}

Test(charts, a_gnuplot_that_writes_nothing_is_an_error)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *directory = make_directory();
    g_autofree char *program = write_script(directory, "#!/bin/sh\nexit 0\n");
    g_autoptr(GError) error = NULL;
    cr_assert_null(charts_draw(run, directory, program, &error));
    cr_expect(g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_FAILED));
    remove_directory(directory);
}

Test(charts, a_directory_that_cannot_be_made_is_named)
{
    g_autoptr(Run) run = sample_run();
    g_autoptr(GError) error = NULL;
    cr_assert_null(charts_draw(run, "/dev/null/charts", NULL, &error));
    cr_expect_not_null(strstr(error->message, "'/dev/null/charts'"));
}

static char *finding_of(enum verdict first, enum verdict second)
{
    g_autoptr(Run) run = sample_large_run(1);
    ((struct comparison *)g_ptr_array_index(run->comparisons, 0))->verdict = first;
    ((struct comparison *)g_ptr_array_index(run->comparisons, 1))->verdict = second;
    return finding_of_alternatives(run, run->results);
}

static void expect_finding(char *finding, const char *expected)
{
    cr_expect_str_eq(finding, expected);
    g_free(finding);
}

Test(finding, says_no_more_than_the_verdicts)
{
    expect_finding(finding_of(VERDICT_FASTER, VERDICT_SAME), "simd is 2.50x faster than loop");
    expect_finding(finding_of(VERDICT_SLOWER, VERDICT_SAME), "no alternative is faster than loop");
    expect_finding(finding_of(VERDICT_UNCLEAR, VERDICT_SLOWER),
                   "no alternative is shown to be faster than loop");
}

Test(finding, of_two)
{
    g_autoptr(Run) run = sample_large_run(1);
    g_ptr_array_set_size(run->results, 2);
    struct comparison *comparison = g_ptr_array_index(run->comparisons, 0);
    expect_finding(finding_of_alternatives(run, run->results), "simd is 2.50x faster than loop");
    comparison->verdict = VERDICT_SAME;
    expect_finding(finding_of_alternatives(run, run->results), "simd and loop take the same time");
    comparison->verdict = VERDICT_UNCLEAR;
    expect_finding(finding_of_alternatives(run, run->results),
                   "it is unclear whether simd is faster than loop");
    comparison->verdict = VERDICT_SLOWER;
    comparison->ratio = 2;
    expect_finding(finding_of_alternatives(run, run->results), "simd is 2.00x slower than loop");
    g_ptr_array_set_size(run->comparisons, 0);
    expect_finding(finding_of_alternatives(run, run->results), "simd has the lowest median");
}
