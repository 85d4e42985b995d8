// SPDX-License-Identifier: MIT
// The formats for other tools, byte for byte; check_formats reads these files again.
#include <criterion/criterion.h>
#include <string.h>

#include "framework/result/file/run_file.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"
#include "tests/reports/sample_samples.h"

static char *render_with(const struct report *report, const char *format)
{
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find(format)->write(out, report, NULL));
    cr_expect(g_utf8_validate(out->str, (gssize)out->len, NULL), "%s is not UTF-8", format);
    return g_string_free(out, FALSE);
}

static char *render(const struct run *run, const char *format)
{
    const struct report report = {.run = run};
    return render_with(&report, format);
}

static const char *const formats[] = {
    "csv-samples",           "gbench", "hyperfine",   "go", "pyperf",
    "customSmallerIsBetter", "otava",  "openmetrics",
};

static void check_all(const struct run *run, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_autofree char *text = render(run, formats[i]);
        g_autofree char *file = g_strdup_printf("%s.%s", name, formats[i]);
        golden_check(file, text);
    }
}

Test(formats, of_a_run)
{
    g_autoptr(Run) run = sample_samples_run();
    check_all(run, "samples");
    const struct report report = {.run = run, .one_row = true};
    g_autofree char *text = render_with(&report, "gbench");
    golden_check("samples_one_row.gbench", text);
}

Test(formats, of_two_builds)
{
    g_autoptr(Run) run = sample_sides();
    check_all(run, "sides");
}

Test(formats, of_hostile_names)
{
    g_autoptr(Run) run = sample_hostile_samples();
    check_all(run, "hostile");
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_autofree char *text = render(run, formats[i]);
        cr_expect_null(strpbrk(text, "\x1b\x07\x7f"), "%s lets a control through", formats[i]);
        cr_expect_null(strstr(text, "\u202e"), "%s turns the direction", formats[i]);
    }
}

Test(formats, of_nothing)
{
    g_autoptr(Run) run = run_new();
    g_clear_pointer(&run->started, g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_autofree char *text = render(run, formats[i]);
        cr_expect_neq(*text, '\0', "%s", formats[i]);
    }
}

Test(formats, csv_per_sample_is_csv_samples)
{
    g_autoptr(Run) run = sample_samples_run();
    const struct report report = {.run = run, .per_sample = true};
    g_autofree char *by_option = render_with(&report, "csv");
    g_autofree char *by_name = render(run, "csv-samples");
    cr_expect_str_eq(by_option, by_name);
}

Test(formats, what_is_left_out_is_told)
{
    static const char *const telling[] = {"hyperfine", "go", "pyperf", "customSmallerIsBetter",
                                          "otava"};
    g_autoptr(Run) run = sample_samples_run();
    for (size_t i = 0; i < G_N_ELEMENTS(telling); i++) {
        g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
        const struct report report = {.run = run, .notes = notes};
        g_autofree char *text = render_with(&report, telling[i]);
        cr_expect_null(strstr(text, "broken/crash"));
        g_autofree char *wanted = g_strdup_printf(
            "%s leaves out 4 cases without a time: broken/crash (crashed), broken/hang (timeout), "
            "broken/wrong (failed), broken/avx512 (skipped)",
            telling[i]);
        cr_assert_eq(notes->len, 1);
        cr_expect_str_eq((const char *)g_ptr_array_index(notes, 0), wanted);
    }
}

static const struct result *find(const struct run *run, const char *id)
{
    const struct result *result = run_find_result(run, id);
    cr_assert_not_null(result, "'%s' did not come back", id);
    return result;
}

static void expect_medians(const struct run *run, const struct run *again, double within)
{
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *before = g_ptr_array_index(run->results, i);
        if (before->status != STATUS_OK)
            continue;
        double wanted = before->summary.median_ns;
        double got = find(again, before->bench_case->id)->summary.median_ns;
        cr_expect(fabs(got / wanted - 1) <= within, "%s: %.17g, not %.17g", before->bench_case->id,
                  got, wanted);
    }
}

static struct run *read_again(const struct report *report, const char *format)
{
    g_autofree char *text = render_with(report, format);
    g_autoptr(GError) error = NULL;
    struct run *run = run_parse(text, strlen(text), &error);
    cr_assert_not_null(run, "%s", error ? error->message : "");
    return run;
}

Test(formats, one_row_of_gbench_brings_the_median_back)
{
    g_autoptr(Run) run = sample_samples_run();
    const struct report report = {.run = run, .one_row = true};
    g_autoptr(Run) again = read_again(&report, "gbench");
    cr_expect_eq(again->results->len, run->results->len - 4, "all that were measured");
    expect_medians(run, again, 1e-6);
}

// Three equal processes of two samples: the median of the processes' medians is that of all.
Test(formats, gbench_brings_medians_and_processes_back)
{
    g_autoptr(Run) run = sample_samples_run();
    const struct report report = {.run = run};
    g_autoptr(Run) again = read_again(&report, "gbench");
    cr_expect_eq(again->results->len, run->results->len);
    expect_medians(run, again, 1e-6);
    const struct result *loop = find(again, "sum/loop/n:1024");
    cr_expect_eq(loop->processes->len, 3);
    cr_expect_float_eq(loop->bytes, 4096, 1e-6);
    cr_expect_eq(loop->bench_case->arg, 1024);
    cr_expect_str_eq(loop->bench_case->arg_name, "n");
    cr_expect_eq(find(again, "broken/crash")->status, STATUS_FAILED);
    cr_expect_str_eq(again->machine->id, run->machine->id);
}

Test(formats, hyperfine_brings_every_sample_back)
{
    g_autoptr(Run) run = sample_samples_run();
    const struct report report = {.run = run};
    g_autoptr(Run) again = read_again(&report, "hyperfine");
    expect_medians(run, again, 1e-6);
    cr_expect_eq(find(again, "sum/loop/n:1024")->processes->len, 6);
}
