// SPDX-License-Identifier: MIT
#include "framework/result/stage.h"

#include <criterion/criterion.h>

static struct result *new_result(void)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->id = g_strdup("group/case");
    return result_new(bench_case);
}

Test(stage, has_a_metric_for_each_part)
{
    g_autoptr(Result) result = new_result();
    stage_add(result, "fetch", STAGE_TIME, 100);
    stage_add(result, "fetch", STAGE_TIME, 300);
    stage_add(result, "fetch", STAGE_TIME, 120);
    stage_add(result, "fetch", STAGE_P99, NAN);
    cr_assert_eq(result->metrics->len, 1);
    const struct metric *metric = result_find_metric(result, "span.fetch.time");
    cr_assert_not_null(metric);
    cr_expect_eq(metric->value, 120);
    cr_expect_eq(metric->per_process->len, 3);
    cr_expect_eq(metric->better, BETTER_LESS);
    cr_expect_str_eq(metric->unit, "ns");
    cr_expect_str_eq(metric->source, "span");
}

Test(stage, has_any_label)
{
    static const char *const labels[] = {"fetch", "a.time", ".", "", "p50", "x\n<b>\x1b"};
    for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
        g_autoptr(Result) result = new_result();
        for (int part = 0; part < STAGE_PARTS; part++)
            stage_add(result, labels[i], (enum stage_part)part, part);
        for (int part = 0; part < STAGE_PARTS && *labels[i]; part++) {
            enum stage_part found = STAGE_TIME;
            g_autofree char *label = NULL;
            cr_assert(stage_read(g_ptr_array_index(result->metrics, part), &label, &found));
            cr_expect_str_eq(label, labels[i]);
            cr_expect_eq((int)found, part);
        }
    }
}

Test(stage, is_no_metric_of_a_body)
{
    g_autoptr(Result) result = new_result();
    enum stage_part part = STAGE_TIME;
    result_report_metric(result, "span.fetch.time", 1, "ns");
    const struct metric *metric = g_ptr_array_index(result->metrics, 0);
    cr_expect_str_eq(metric->name, "body.span.fetch.time");
    cr_expect_not(stage_read(metric, NULL, &part));
    struct metric *odd = result_set_metric(result, "span.fetch", SOURCE_SPAN, 1);
    cr_expect_not(stage_read(odd, NULL, &part));
    odd = result_set_metric(result, "span.fetch.more", SOURCE_SPAN, 1);
    cr_expect_not(stage_read(odd, NULL, &part));
    odd = result_set_metric(result, "span.time", SOURCE_SPAN, 1);
    cr_expect_not(stage_read(odd, NULL, &part));
}

Test(stage, is_paired_if_every_process_has_it)
{
    g_autoptr(Result) result = new_result();
    result->side = SIDE_HEAD;
    for (int i = 0; i < 2; i++) {
        g_ptr_array_add(result->processes, process_new());
        stage_add(result, "always", STAGE_TIME, 1);
    }
    stage_add(result, "once", STAGE_TIME, 1);
    stages_summarise(result);
    cr_expect(result_find_metric(result, "span.always.time")->is_paired);
    cr_expect_not(result_find_metric(result, "span.once.time")->is_paired);
    result->side = SIDE_NONE;
    stages_summarise(result);
    cr_expect_not(result_find_metric(result, "span.always.time")->is_paired);
}
