// SPDX-License-Identifier: MIT
#include "framework/result/run.h"

#include <string.h>

struct run *run_new(void)
{
    struct run *run = g_new0(struct run, 1);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *stamp = g_date_time_format(now, "%Y%m%dT%H%M%S");
    run->started = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    run->id = g_strdup_printf("%s-%06x", stamp, g_random_int() & 0xffffffu);
    run->cpu = -1;
    run->alpha = 0.01;
    run->results = g_ptr_array_new_with_free_func((GDestroyNotify)result_free);
    run->base = g_ptr_array_new_with_free_func((GDestroyNotify)result_free);
    run->only_base = g_ptr_array_new_with_free_func(g_free);
    run->only_head = g_ptr_array_new_with_free_func(g_free);
    run->comparisons = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    run->fits = g_ptr_array_new_with_free_func((GDestroyNotify)fit_free);
    run->warnings = g_ptr_array_new_with_free_func(g_free);
    return run;
}

void run_free(struct run *run)
{
    if (run == NULL)
        return;
    g_free(run->id);
    g_free(run->started);
    g_free(run->command);
    g_free(run->version);
    g_free(run->clock.name);
    g_free(run->suite_compiler);
    machine_free(run->machine);
    g_free(run->revision.git);
    g_free(run->revision.branch);
    g_free(run->base_name);
    g_free(run->head_name);
    g_ptr_array_unref(run->results);
    g_ptr_array_unref(run->base);
    g_ptr_array_unref(run->only_base);
    g_ptr_array_unref(run->only_head);
    g_ptr_array_unref(run->comparisons);
    g_ptr_array_unref(run->fits);
    g_ptr_array_unref(run->warnings);
    g_free(run);
}

void run_add(struct run *run, struct result *result)
{
    g_ptr_array_add(result->side == SIDE_BASE ? run->base : run->results, result);
}

bool run_has_sides(const struct run *run)
{
    return run->base_name != NULL;
}

const struct result *results_find(const GPtrArray *results, const char *id)
{
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (strcmp(result->bench_case->id, id) == 0)
            return result;
    }
    return NULL;
}

void run_fit(struct run *run)
{
    g_ptr_array_unref(run->fits);
    run->fits = fits_of(run->results);
}

const struct fit *run_find_fit(const struct run *run, const struct bench_case *bench_case)
{
    for (guint i = 0; i < run->fits->len; i++) {
        const struct fit *fit = g_ptr_array_index(run->fits, i);
        if (fit_is_of(fit, bench_case))
            return fit;
    }
    return NULL;
}

const struct comparison *comparisons_find(const GPtrArray *comparisons, const char *id)
{
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        if (strcmp(comparison->id, id) == 0)
            return comparison;
    }
    return NULL;
}

const struct comparison *run_find_comparison(const struct run *run, const char *id)
{
    return comparisons_find(run->comparisons, id);
}
