// SPDX-License-Identifier: MIT
#include "framework/result/fit.h"

#include <string.h>

#include "framework/result/result.h"

void fit_free(struct fit *fit)
{
    g_free(fit->suite);
    g_free(fit->group);
    g_free(fit->name);
    g_free(fit->arg_name);
    g_free(fit);
}

bool fit_is_of(const struct fit *fit, const struct bench_case *bench_case)
{
    return strcmp(fit->name, bench_case->name) == 0 && strcmp(fit->group, bench_case->group) == 0 &&
           strcmp(fit->suite, bench_case->suite) == 0 && fit->threads == bench_case->threads;
}

static struct fit *fit_new(const struct bench_case *bench_case)
{
    struct fit *fit = g_new0(struct fit, 1);
    fit->suite = g_strdup(bench_case->suite);
    fit->group = g_strdup(bench_case->group);
    fit->name = g_strdup(bench_case->name);
    fit->threads = bench_case->threads;
    fit->arg_name = g_strdup(bench_case->arg_name);
    return fit;
}

static bool counts(const struct result *result)
{
    return result_is_ranked(result) && result->bench_case->has_arg &&
           result->bench_case->arg >= 1 && result->summary.median_ns > 0;
}

// Fills in what the times of the alternative's results come to.
static bool compute(struct fit *fit, const GPtrArray *results)
{
    g_autofree double *arguments = g_new(double, results->len);
    g_autofree double *times_ns = g_new(double, results->len);
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (!fit_is_of(fit, result->bench_case) || !counts(result))
            continue;
        arguments[fit->points] = (double)result->bench_case->arg;
        times_ns[fit->points++] = result->summary.median_ns;
    }
    return complexity_fit(arguments, times_ns, fit->points, &fit->complexity);
}

static bool is_first(const GPtrArray *results, guint index, const struct fit *fit)
{
    for (guint i = 0; i < index; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (counts(result) && fit_is_of(fit, result->bench_case))
            return false;
    }
    return true;
}

GPtrArray *fits_of(const GPtrArray *results)
{
    GPtrArray *fits = g_ptr_array_new_with_free_func((GDestroyNotify)fit_free);
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (!counts(result))
            continue;
        struct fit *fit = fit_new(result->bench_case);
        if (is_first(results, i, fit) && compute(fit, results))
            g_ptr_array_add(fits, fit);
        else
            fit_free(fit);
    }
    return fits;
}
