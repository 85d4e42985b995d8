// SPDX-License-Identifier: MIT
// How charts use gnuplot, and what happens where it fails: with a script in its place.
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "reports/charts/charts.h"
#include "tests/reports/charts/picture_folder.h"
#include "tests/reports/sample_run.h"

static char *write_script(const char *directory, const char *text)
{
    char *path = g_build_filename(directory, "program", NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_assert_eq(g_chmod(path, 0755), 0);
    return path;
}

Test(gnuplot, that_is_missing_is_named)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *directory = make_directory();
    g_autoptr(GError) error = NULL;
    cr_assert_null(charts_draw(run, directory, 1, "no-such-gnuplot", &error));
    cr_expect(g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_MISSING));
    cr_expect_not_null(strstr(error->message, "gnuplot-nox"));
    remove_directory(directory);
}

// Draws as gnuplot would, one file for each `set output`, and fails as asked on the way.
#define FAKE_GNUPLOT                                                         \
    "#!/bin/sh\n"                                                            \
    "echo started >>'%s/starts'\n"                                           \
    "while read -r line; do\n"                                               \
    "    case $line in\n"                                                    \
    "    \"set output '\"*) file=${line#*\\'} file=${file%%\\'};\n"          \
    "        case $file in %s) echo \"boom: $file\" >&2; %s ;; esac\n"       \
    "        echo '<svg></svg>' >\"$file\" ;;\n"                             \
    "    \"printerr '\"*) text=${line#*\\'}; echo \"${text%%\\'}\" >&2 ;;\n" \
    "    esac\n"                                                             \
    "done\n"

static guint count_starts(const char *directory)
{
    g_autofree char *starts = read_text(directory, "starts");
    g_auto(GStrv) lines = g_strsplit(starts, "\n", -1);
    return g_strv_length(lines) - 1;
}

static struct drawings *draw_with_fake(const char *directory, const char *pattern,
                                       const char *failure, GError **error)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *script = g_strdup_printf(FAKE_GNUPLOT, directory, pattern, failure);
    g_autofree char *program = write_script(directory, script);
    return charts_draw(run, directory, 1U << PICTURE_SVG, program, error);
}

Test(gnuplot, starts_once_for_all_charts)
{
    g_autofree char *directory = make_directory();
    g_autoptr(Drawings) drawings = draw_with_fake(directory, "nothing", "", NULL);
    cr_assert_not_null(drawings);
    cr_expect_eq(drawings->drawn->len, 12);
    cr_expect_eq(count_starts(directory), 1);
    remove_directory(directory);
}

Test(gnuplot, that_fails_spares_the_other_charts)
{
    static const char *const failures[] = {"exit 1", "kill -9 $$", "exit 0"};
    for (size_t i = 0; i < G_N_ELEMENTS(failures); i++) {
        g_autofree char *directory = make_directory();
        g_autoptr(Drawings) drawings =
            draw_with_fake(directory, "memoize.svg|sort-n-64.svg", failures[i], NULL);
        cr_assert_not_null(drawings);
        cr_expect_eq(drawings->drawn->len, 10);
        cr_expect_eq(drawings->failures->len, 2);
        cr_expect(g_str_has_prefix(drawings->failures->pdata[0], "memoize.svg: gnuplot failed"));
        cr_expect_not_null(strstr(drawings->failures->pdata[0], "boom: memoize.svg"));
        cr_expect_eq(count_starts(directory), 3);
        g_autofree char *index = read_text(directory, "plots.md");
        cr_expect_null(strstr(index, "](memoize.svg)"));
        cr_expect_not_null(strstr(index, "Not drawn: memoize.svg"));
        remove_directory(directory);
    }
}

Test(gnuplot, that_always_fails_is_given_up)
{
    g_autofree char *directory = make_directory();
    g_autoptr(GError) error = NULL;
    cr_assert_null(draw_with_fake(directory, "*", "exit 1", &error));
    cr_expect(g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_FAILED));
    cr_expect_leq(count_starts(directory), 5);
    remove_directory(directory);
}

Test(gnuplot, that_fails_is_quoted)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *directory = make_directory();
    g_autofree char *program = write_script(
        directory, "#!/bin/sh\nfor i in 1 2 3 4 5 6 7; do echo \"line $i\" >&2; done\nexit 1\n");
    g_autoptr(GError) error = NULL;
    cr_assert_null(charts_draw(run, directory, 1, program, &error));
    cr_expect(g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_FAILED));
    cr_expect_null(strstr(error->message, "line 2"));
    cr_expect_not_null(strstr(error->message, "line 3\nline 4\nline 5\nline 6\nline 7"));
    remove_directory(directory);
}

Test(gnuplot, that_writes_nothing_is_an_error)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *directory = make_directory();
    g_autofree char *program = write_script(directory, "#!/bin/sh\nexit 0\n");
    g_autoptr(GError) error = NULL;
    cr_assert_null(charts_draw(run, directory, 1, program, &error));
    cr_expect(g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_FAILED));
    remove_directory(directory);
}
