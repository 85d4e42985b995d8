// SPDX-License-Identifier: MIT
#include "framework/runner/stages.h"

#include <criterion/criterion.h>

static struct result *new_result(void)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->id = g_strdup("group/case");
    return result_new(bench_case);
}

static double value_of(const struct result *result, const char *name)
{
    return result_metric(result, name);
}

Test(stages, are_divided_by_iterations)
{
    g_autoptr(Result) result = new_result();
    g_autoptr(GPtrArray) stages = stages_new();
    cr_assert(stages_take_line(
        "span label=a%20b iterations=10 count=40 total_ns=4000 own_ns=1000 most_ns=900", stages));
    cr_assert(stages_take_line("bucket from_ns=90 to_ns=91 count=30", stages));
    cr_assert(stages_take_line("bucket from_ns=100 to_ns=104 count=10", stages));
    cr_assert(stages_take_line("span label=c iterations=10 count=5 total_ns=50 own_ns=50", stages));
    stages_add(stages, result);
    cr_expect_eq(value_of(result, "span.a b.time"), 400);
    cr_expect_eq(value_of(result, "span.a b.own"), 100);
    cr_expect_eq(value_of(result, "span.a b.count"), 4);
    cr_expect_eq(value_of(result, "span.a b.p50"), 90);
    cr_expect(isnan(value_of(result, "span.a b.p99"))); // of so few
    cr_expect_eq(value_of(result, "span.c.time"), 5);
    cr_expect(isnan(value_of(result, "span.c.p50")));
}

Test(stages, refuse_what_makes_no_sense)
{
    static const char *const lines[] = {
        "span iterations=1 count=1 total_ns=1 own_ns=1",
        "span label=a iterations=0 count=1 total_ns=1 own_ns=1",
        "span label=a iterations=1 count=-1 total_ns=1 own_ns=1",
        "span label=a iterations=1 count=1 own_ns=1",
        "bucket from_ns=1 to_ns=2 count=1",
        "metric name=a value=1",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GPtrArray) stages = stages_new();
        cr_expect_not(stages_take_line(lines[i], stages), "%s", lines[i]);
    }
    g_autoptr(GPtrArray) stages = stages_new();
    cr_assert(stages_take_line("span label=a iterations=1 count=1 total_ns=1 own_ns=1", stages));
    cr_expect_not(stages_take_line("bucket from_ns=5 to_ns=5 count=1", stages));
    cr_assert(stages_take_line("bucket from_ns=5 to_ns=6 count=1", stages));
    cr_expect_not(stages_take_line("bucket from_ns=4 to_ns=5 count=1", stages));
}
