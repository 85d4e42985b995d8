// SPDX-License-Identifier: MIT
#include "framework/result/scaling.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/result/result.h"

static struct result *make(unsigned threads, double median_ns, double half_ns)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->suite = g_strdup("s");
    bench_case->group = g_strdup("g");
    bench_case->name = g_strdup("n");
    bench_case->threads = threads;
    bench_case->has_threads = true;
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    result->summary.n = 10;
    result->summary.median_ns = median_ns;
    result->summary.ci95_ns[0] = median_ns - half_ns;
    result->summary.ci95_ns[1] = median_ns + half_ns;
    return result;
}

Test(scaling, is_how_many_times_what_one_thread_does)
{
    g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func((GDestroyNotify)result_free);
    g_ptr_array_add(results, make(1, 100, 1));
    g_ptr_array_add(results, make(4, 200, 2));
    scaling_compute(results);
    cr_expect(isnan(result_metric(results->pdata[0], "scaling")));
    const struct metric *scaling = result_find_metric(results->pdata[1], "scaling");
    cr_assert_not_null(scaling);
    cr_expect_float_eq(scaling->value, 2, 1e-9);
    cr_expect(scaling->interval[0] > 1.96 && scaling->interval[0] < 1.98);
    cr_expect(scaling->interval[1] > 2.02 && scaling->interval[1] < 2.04);
}

Test(scaling, needs_the_case_with_one_thread)
{
    g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func((GDestroyNotify)result_free);
    g_ptr_array_add(results, make(2, 100, 1));
    g_ptr_array_add(results, make(4, 200, 2));
    scaling_compute(results);
    cr_expect(isnan(result_metric(results->pdata[1], "scaling")));
}
