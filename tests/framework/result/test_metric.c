// SPDX-License-Identifier: MIT
#include "framework/result/metric.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/base/array.h"
#include "framework/harness/counter_table.h"
#include "framework/result/summary.h"
#include "framework/stats/histogram_quantile.h"
#include "framework/stats/quantile.h"
#include "framework/stats/random.h"

static void add_process(struct result *result, double cycles)
{
    struct process *process = process_new();
    struct sample sample = {.iterations = 10, .elapsed_ns = 1000, SAMPLE_UNCOUNTED};
    sample.counts[COUNTER_cycles] = 10 * cycles;
    g_array_append_val(process->samples, sample);
    g_ptr_array_add(result->processes, process);
}

static struct result *make_result(void)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    return result_new(bench_case);
}

Test(metric, of_a_counter_has_a_value_for_each_process_and_an_interval)
{
    g_autoptr(Result) result = make_result();
    result->cycle_source = CYCLES_COUNTED;
    add_process(result, 300);
    add_process(result, 310);
    add_process(result, 320);
    summary_compute(result);
    const struct metric *cycles = result_find_metric(result, "cycles");
    cr_assert_not_null(cycles);
    cr_expect_str_eq(cycles->source, SOURCE_HARDWARE);
    cr_expect_eq(cycles->better, BETTER_LESS);
    cr_expect_eq(cycles->value, 310);
    cr_expect_eq(cycles->per_process->len, 3);
    // R: qt(0.975, 2) * 10 / sqrt(3)
    cr_expect_float_eq(cycles->interval[1] - 310, 24.84138, 1e-4);
    cr_expect_null(result_find_metric(result, "instructions"), "nothing counted them");
}

Test(metric, that_is_estimated_says_so)
{
    g_autoptr(Result) result = make_result();
    result->cycle_source = CYCLES_ESTIMATED;
    add_process(result, 300);
    summary_compute(result);
    cr_expect(metric_is_estimate(result_find_metric(result, "cycles")));
}

Test(metric, of_a_rate_turns_the_interval_of_the_time_over)
{
    g_autoptr(Result) result = make_result();
    add_process(result, NAN);
    result->bytes = 4096;
    summary_compute(result);
    cr_expect_float_eq(result_metric(result, "bytes_per_second"), 4096 * 1e7, 1);
    result->bytes = 0;
    summary_compute(result);
    cr_expect_null(result_find_metric(result, "bytes_per_second"), "it is gone with its cause");
}

Test(metric, that_a_pass_brought_is_not_overwritten_by_samples)
{
    g_autoptr(Result) result = make_result();
    result->cycle_source = CYCLES_COUNTED;
    add_process(result, 300);
    result_set_metric(result, "cycles", "simulator", 250);
    summary_compute(result);
    cr_expect_eq(result_metric(result, "cycles"), 250);
}

Test(metric, that_bodies_report_is_the_median_of_the_processes)
{
    g_autoptr(Result) result = make_result();
    const double hits[] = {10, 30, 20};
    for (size_t i = 0; i < G_N_ELEMENTS(hits); i++)
        result_report_metric(result, "hits", hits[i], "%");
    const struct metric *metric = result_find_metric(result, "hits");
    cr_expect_eq(metric->value, 20);
    cr_expect_str_eq(metric->unit, "%");
    cr_expect_str_eq(metric->source, SOURCE_BODY);
    cr_expect_eq(metric->per_process->len, 3);
    cr_expect(metric->interval[0] < 20 && metric->interval[1] > 20);
}

Test(metric, of_a_body_that_takes_a_name_of_ours_is_told_apart)
{
    g_autoptr(Result) result = make_result();
    result_report_metric(result, "cycles", 7, NULL);
    cr_expect_null(result_find_metric(result, "cycles"));
    cr_expect_eq(result_metric(result, "body.cycles"), 7);
}

Test(metric, directions_have_words)
{
    cr_expect_eq(better_parse("less"), BETTER_LESS);
    cr_expect_eq(better_parse("more"), BETTER_MORE);
    cr_expect_eq(better_parse("sideways"), BETTER_UNKNOWN);
    cr_expect_eq(better_parse(NULL), BETTER_UNKNOWN);
    cr_expect_null(better_word(BETTER_UNKNOWN));
}

Test(metric, is_found_among_many)
{
    enum { MANY = 100 };
    g_autoptr(Result) result = make_result();
    for (unsigned i = 0; i < MANY; i++) {
        g_autofree char *name = g_strdup_printf("metric%u", i);
        result_set_metric(result, name, SOURCE_BODY, i);
        result_set_metric(result, name, SOURCE_BODY, i);
    }
    cr_assert_eq(result->metrics->len, MANY);
    cr_expect_eq(result_metric(result, "metric99"), 99);
    result_remove_metric(result, result_find_metric(result, "metric7"));
    result_set_metric(result, "other", SOURCE_BODY, 1);
    cr_expect_null(result_find_metric(result, "metric7"));
    cr_expect_eq(result_metric(result, "metric8"), 8);
    cr_expect_eq(result_metric(result, "other"), 1);
}

static struct metric *of_values(const double *values, guint n)
{
    struct metric *metric = metric_new("latency_p99", "ns", "latency");
    g_array_append_vals(metric->per_process, values, n);
    metric_conclude_by_ranks(metric);
    return metric;
}

Test(metric, by_ranks_has_the_interval_of_the_sign_test)
{
    const double values[] = {7, 1, 9, 3, 5, 2, 8, 10, 6, 1000};
    struct metric *ten = of_values(values, 10);
    cr_expect_float_eq(ten->value, 6.5, 1e-9);
    cr_expect_eq(ten->interval[0], 2);
    cr_expect_eq(ten->interval[1], 10, "one far away does not count");
    metric_free(ten);
    struct metric *six = of_values(values, 6);
    cr_expect_eq(six->interval[0], 1);
    cr_expect_eq(six->interval[1], 9);
    metric_free(six);
    struct metric *five = of_values(values, 5);
    cr_expect(isnan(five->interval[0]), "five values are too few");
    metric_free(five);
}

// The quantile that a process of 1,000 iterations sees, of latencies that have a heavy tail: a
// share of 1/x takes more than 100 x ns. Kept to three digits, as the worker keeps them.
static double seen_quantile(struct random *random, double share)
{
    enum { ITERATIONS = 1000 };
    double latencies[ITERATIONS];
    struct histogram_bucket buckets[ITERATIONS];
    for (unsigned i = 0; i < ITERATIONS; i++)
        latencies[i] = 100 / (1 - random_unit(random));
    sort_ascending(latencies, ITERATIONS);
    for (unsigned i = 0; i < ITERATIONS; i++) {
        double width = exp2(floor(log2(latencies[i])) - 10);
        double from = floor(latencies[i] / width) * width;
        buckets[i] = (struct histogram_bucket){from, from + width, 1};
    }
    return histogram_quantile(buckets, ITERATIONS, share);
}

// How many of 200 intervals hold the true quantile.
static unsigned count_intervals_that_hold(unsigned n_processes, double share)
{
    struct random random = {n_processes + (unsigned)(1000 * share)};
    double values[64];
    unsigned good = 0;
    for (unsigned run = 0; run < 200; run++) {
        for (unsigned p = 0; p < n_processes; p++)
            values[p] = seen_quantile(&random, share);
        struct metric *metric = of_values(values, n_processes);
        double truth = 100 / (1 - share);
        good += metric->interval[0] <= truth && truth <= metric->interval[1];
        metric_free(metric);
    }
    return good;
}

// 95 % less three standard deviations of 200 are 181.
Test(metric, by_ranks_holds_the_true_latency_as_often_as_it_says)
{
    cr_expect_geq(count_intervals_that_hold(10, 0.5), 181u);
    cr_expect_geq(count_intervals_that_hold(10, 0.99), 181u);
    cr_expect_geq(count_intervals_that_hold(50, 0.99), 181u);
}
