// SPDX-License-Identifier: MIT
// Series over commits in all formats, byte for byte, what texts in them must not do, and their
// charts.
#include <criterion/criterion.h>
#include <string.h>

#include "reports/charts/chart_history.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_series.h"
#include "tests/reports/sinks.h"

static char *render(const char *format, const struct history_report *report)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    bool is_good = reporter_find(format)->write_history(out, report, &error);
    cr_assert(is_good, "%s: %s", format, error ? error->message : "");
    return g_string_free(out, FALSE);
}

static void check(const char *name, const char *format, const struct history_report *report)
{
    g_autofree char *text = render(format, report);
    golden_check(name, text);
}

// A step in each series at its third point.
static GHashTable *make_steps(const struct history_reading *reading)
{
    GHashTable *steps = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < reading->series->len; i++) {
        GArray *own = g_array_new(FALSE, FALSE, sizeof(struct history_step));
        struct history_step step = {2, 100, 150, 1.5};
        g_array_append_val(own, step);
        g_hash_table_insert(steps, g_ptr_array_index(reading->series, i), own);
    }
    return steps;
}

// Leaves the first series of times alone.
static void keep_one(struct history_reading *reading)
{
    g_ptr_array_remove_index(reading->series, 2);
    g_ptr_array_remove_index(reading->series, 0);
}

// As if the series that is left alone were of several machines.
static void normalise(struct history_reading *reading, const char *machine)
{
    struct history_series *series = g_ptr_array_index(reading->series, 1);
    series->normalised = (struct history_normalised){3, "l2", 0.05, true, g_strdup(machine)};
}

Test(histories, say_how_machines_were_joined)
{
    static const char said[] = "normalised by reference l2, adds ±5.1%";
    static const char *const formats[] = {"csv", "otava", "html"};
    g_autoptr(HistoryReading) reading = sample_series("");
    const struct history_report report = {.reading = reading};
    normalise(reading, "m2");
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_autofree char *text = render(formats[i], &report);
        cr_expect_not_null(strstr(text, said), "%s: %s", formats[i], text);
    }
    g_autofree char *all = render("table", &report);
    cr_expect_not_null(strstr(all, "normalised by"));
    cr_expect_not_null(strstr(all, "reference l2, adds ±5.1%"));
    g_autofree char *json = render("json", &report);
    cr_expect_not_null(strstr(json, "\"normalised\":{\"reference\":\"l2\",\"adds\":0.0512"));
    keep_one(reading);
    g_autofree char *one = render("table", &report);
    cr_expect_not_null(strstr(one, said), "%s", one);
}

Test(histories, are_shown_as_they_were)
{
    g_autoptr(HistoryReading) reading = sample_series("");
    g_autoptr(GHashTable) steps = make_steps(reading);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct history_report report = {
        .reading = reading, .version = "1.2.3", .file = "h.db", .notes = notes};
    check("history.txt", "table", &report);
    check("history.json", "json", &report);
    check("history.csv", "csv", &report);
    check("history.otava", "otava", &report);
    cr_assert_eq(notes->len, 1);
    cr_expect_str_eq(g_ptr_array_index(notes, 0),
                     "otava wants a time and a number in each field: left out are 0 series (the "
                     "newest run lacks them) and 1 of the runs (they lack one)");
    check("history.html", "html", &report);
    report.steps = steps;
    check("history_steps.json", "json", &report);
    check("history_steps.html", "html", &report);
    keep_one(reading);
    check("history_one.txt", "table", &report);
}

// The bar of one that says little is cut off, and does not make the others small.
Test(histories, show_a_wide_interval_as_such)
{
    g_autoptr(HistoryReading) reading = sample_series("");
    keep_one(reading);
    struct history_report report = {.reading = reading};
    const struct history_series *series = g_ptr_array_index(reading->series, 0);
    g_autofree char *before = render("table", &report);
    struct history_point *point = &g_array_index(series->points, struct history_point, 1);
    cr_expect_null(strstr(before, "wide"));
    point->low = -point->value;
    point->high = 3 * point->value;
    g_autofree char *after = render("table", &report);
    cr_expect(strstr(after, " wide "), "%s", after);
    cr_expect_null(strstr(after, "–-"), "%s", after);
    g_autofree char *json = render("json", &report);
    cr_expect(strstr(json, "\"interval\":[-"), "%s", json);
    for (int i = 0; i < 2; i++) {
        g_auto(Planned) planned = chart_history_plan(&report, 1);
        const struct chart *chart = g_ptr_array_index(planned.charts, 0);
        const char *low = strstr(chart->numbers->str, "y_low = ");
        cr_assert_not_null(low, "%s", chart->numbers->str);
        cr_expect(g_ascii_strtod(low + strlen("y_low = "), NULL) > 0, "%s", low);
        point->low = point->high = NAN;
    }
}

Test(histories, do_nothing_with_texts)
{
    g_autofree char *names = reporter_names_of_histories();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        g_autoptr(HistoryReading) reading = sample_series(*payload);
        const struct history_report report = {
            .reading = reading, .version = *payload, .file = *payload};
        normalise(reading, *payload);
        for (char **format = formats; *format != NULL; format++) {
            g_autofree char *text = render(*format, &report);
            g_autofree char *problem = sink_problem(*format, text);
            cr_expect_null(problem, "%s of '%s': %s", *format, *payload, problem);
        }
        keep_one(reading);
        g_autofree char *one = render("table", &report);
        g_autofree char *problem = sink_problem("table", one);
        cr_expect_null(problem, "one of '%s': %s", *payload, problem);
    }
}

Test(histories, are_drawn_with_their_steps)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HistoryReading) reading = sample_series("");
    g_autoptr(GHashTable) steps = make_steps(reading);
    const struct history_report report = {.reading = reading, .steps = steps};
    g_auto(Planned) planned = chart_history_plan(&report, 2);
    cr_expect_eq(planned.charts->len, 2);
    cr_expect_eq(planned.n_cases, 1);
    g_autoptr(Drawings) drawings = charts_svg_planned(&planned, NULL, &error);
    cr_assert(drawings != NULL, "%s", error ? error->message : "");
    cr_assert_eq(drawings->drawn->len, 2);
    cr_expect_eq(drawings->failures->len, 0);
    const struct drawing *drawing = g_ptr_array_index(drawings->drawn, 1);
    cr_expect_str_eq(drawing->name, "sum_lanes-time");
    cr_expect(strstr(drawing->content, "sum/lanes: 154.0 ns; last step: +50.00% at 00000003abcd"),
              "%s", drawing->content);
    cr_expect(strstr(drawing->content, "<text>+50.00% 00000003abcd</text>"));
    cr_expect(strstr(drawing->content, "stroke-dasharray"), "the step is marked");
    g_autofree char *problem = sink_problem("svg", drawing->content);
    cr_expect_null(problem, "%s", problem);
}

Test(histories, are_drawn_whatever_their_texts_are)
{
    g_autoptr(GError) error = NULL;
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        g_autoptr(HistoryReading) reading = sample_series(*payload);
        g_autoptr(GHashTable) steps = make_steps(reading);
        struct history_report report = {.reading = reading, .steps = steps};
        g_auto(Planned) planned = chart_history_plan(&report, 1);
        g_autoptr(Drawings) drawings = charts_svg_planned(&planned, NULL, &error);
        cr_assert(drawings != NULL, "%s", error ? error->message : "");
        cr_assert_eq(drawings->failures->len, 0, "'%s': %s", *payload,
                     (char *)g_ptr_array_index(drawings->failures, 0));
        const struct drawing *drawing = g_ptr_array_index(drawings->drawn, 0);
        g_autofree char *problem = sink_problem("svg", drawing->content);
        cr_expect_null(problem, "'%s': %s", *payload, problem);
        report.drawings = drawings;
        g_autofree char *page = render("html", &report);
        cr_expect(strstr(page, "<figure><svg"));
        g_autofree char *wrong = sink_problem("html", page);
        cr_expect_null(wrong, "page of '%s': %s", *payload, wrong);
    }
}
