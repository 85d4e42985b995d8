// SPDX-License-Identifier: MIT
#include "framework/result/fit.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/result/file/run_file.h"

static struct result *add_result(struct run *run, const char *name, unsigned threads, int64_t arg,
                                 double median_ns)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->suite = g_strdup("suite");
    bench_case->group = g_strdup("group");
    bench_case->name = g_strdup(name);
    bench_case->threads = threads;
    bench_case->has_arg = true;
    bench_case->arg = arg;
    bench_case->arg_name = g_strdup("n");
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    result->summary.median_ns = median_ns;
    run_add(run, result);
    return result;
}

// As a run holds them: argument by argument, the alternatives side by side.
static struct run *make_run(void)
{
    struct run *run = run_new();
    for (int64_t n = 64; n <= 1024; n *= 2) {
        add_result(run, "loop", 1, n, 3 * (double)n * (double)n);
        add_result(run, "hash", 1, n, 20 + 7 * (double)n);
        add_result(run, "hash", 4, n, 500);
    }
    run_fit(run);
    return run;
}

static void expect_fit(const struct run *run, guint at, const char *name, unsigned threads,
                       enum complexity complexity, double offset_ns, double scale_ns)
{
    const struct fit *fit = g_ptr_array_index(run->fits, at);
    cr_expect_str_eq(fit->name, name);
    cr_expect_eq(fit->threads, threads);
    cr_expect_eq(fit->points, 5);
    cr_expect_eq(fit->complexity.complexity, complexity);
    cr_expect_float_eq(fit->complexity.offset, offset_ns, 1e-6);
    cr_expect_float_eq(fit->complexity.scale, scale_ns, 1e-6);
}

Test(fit, is_one_for_each_alternative_in_their_order)
{
    g_autoptr(Run) run = make_run();
    cr_assert_eq(run->fits->len, 3);
    expect_fit(run, 0, "loop", 1, COMPLEXITY_N2, 0, 3);
    expect_fit(run, 1, "hash", 1, COMPLEXITY_N, 20, 7);
    expect_fit(run, 2, "hash", 4, COMPLEXITY_1, 0, 500);
}

Test(fit, is_found_by_any_case_of_its_alternative)
{
    g_autoptr(Run) run = make_run();
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        cr_expect_eq(run_find_fit(run, result->bench_case), run->fits->pdata[i % 3]);
    }
    struct bench_case *other = ((struct result *)g_ptr_array_index(run->results, 0))->bench_case;
    g_free(other->group);
    other->group = g_strdup("another group");
    cr_expect_null(run_find_fit(run, other));
}

Test(fit, is_made_of_what_is_ranked_alone)
{
    g_autoptr(Run) run = make_run();
    result_refuse(run->results->pdata[0], STATUS_CRASHED, "ended by SIGSEGV");
    ((struct result *)g_ptr_array_index(run->results, 1))->is_at_floor = true;
    ((struct result *)g_ptr_array_index(run->results, 2))->is_optimised_out = true;
    ((struct result *)g_ptr_array_index(run->results, 3))->bench_case->arg = 0;
    run_fit(run);
    cr_assert_eq(run->fits->len, 2, "of 'loop' only three arguments are left");
    cr_expect_eq(((struct fit *)g_ptr_array_index(run->fits, 0))->points, 4);
    cr_expect_str_eq(((struct fit *)g_ptr_array_index(run->fits, 0))->name, "hash");
}

Test(fit, needs_arguments)
{
    g_autoptr(Run) run = make_run();
    for (guint i = 0; i < run->results->len; i++)
        ((struct result *)g_ptr_array_index(run->results, i))->bench_case->has_arg = false;
    run_fit(run);
    cr_expect_eq(run->fits->len, 0);
}

Test(fit, stands_in_the_result_file)
{
    g_autoptr(Run) run = make_run();
    g_autofree char *text = run_format(run);
    const char *fits = strstr(text, "\"fits\": [");
    cr_assert_not_null(fits);
    cr_expect_not_null(strstr(fits, "\"complexity\": \"O(n^2)\""));
    cr_expect_not_null(strstr(fits, "\"name\": \"loop\""));
    cr_expect_not_null(strstr(fits, "\"points\": 5"));
}
