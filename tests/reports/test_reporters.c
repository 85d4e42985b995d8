// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/report.h"
#include "reports/reporters.h"

Test(report, finds_a_reporter_by_name)
{
    cr_assert_str_eq(reporter_find("csv")->name, "csv");
    cr_assert_null(reporter_find("CSV"));
    cr_assert_null(reporter_find(""));
}

Test(report, finds_a_reporter_by_extension)
{
    cr_assert_str_eq(reporter_for_path("out/times.csv")->name, "csv");
    cr_assert_str_eq(reporter_for_path("TIMES.JSON")->name, "json");
    cr_assert_str_eq(reporter_for_path("a.csv.txt")->name, "table");
    cr_assert_null(reporter_for_path("times"));
    cr_assert_null(reporter_for_path("dir.csv/times"));
    cr_assert_null(reporter_for_path("times."));
    cr_assert_null(reporter_for_path("times.exe"));
    cr_assert_null(reporter_for_path("times.gbench"), "asked for by name alone");
}

Test(report, lists_the_names_of_those_for_profiles)
{
    g_autofree char *names = reporter_names_of_profiles();
    cr_assert_str_eq(names, "table, json, html, collapsed, speedscope, callgrind, pprof, trace");
}

Test(report, lists_the_names_of_those_for_checkups)
{
    g_autofree char *names = reporter_names_of_checkups();
    cr_assert_str_eq(names, "table, json, markdown, html");
}

Test(report, lists_the_names)
{
    g_autofree char *names = reporter_names();
    cr_assert_str_eq(names,
                     "table, json, csv, csv-samples, markdown, html, github, tap, junit, gbench, "
                     "hyperfine, go, pyperf, customSmallerIsBetter, otava, openmetrics");
}
