// SPDX-License-Identifier: MIT
#include "framework/result/run.h"

#include "framework/base/hash.h"
#include "framework/base/lookup.h"

static gconstpointer id_of_result(gconstpointer result)
{
    return ((const struct result *)result)->bench_case->id;
}

static gconstpointer id_of_comparison(gconstpointer comparison)
{
    return ((const struct comparison *)comparison)->id;
}

static gconstpointer baseline_of_comparison(gconstpointer comparison)
{
    return ((const struct comparison *)comparison)->baseline;
}

static gconstpointer itself(gconstpointer element)
{
    return element;
}

static const struct lookup_key result_by_id = {id_of_result, hash_text, g_str_equal};
static const struct lookup_key comparison_by_id = {id_of_comparison, hash_text, g_str_equal};
static const struct lookup_key comparison_by_baseline = {baseline_of_comparison, hash_text,
                                                         g_str_equal};
static const struct lookup_key fit_by_alternative = {itself, fit_hash, fit_equal};

struct run_lookups {
    struct lookup results, base, comparisons, baselines, fits;
};

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
    run->fail_on = g_ptr_array_new_with_free_func(g_free);
    run->comparisons = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    run->fits = g_ptr_array_new_with_free_func((GDestroyNotify)fit_free);
    run->warnings = g_ptr_array_new_with_free_func(g_free);
    run->parts = g_ptr_array_new_with_free_func(g_free);
    run->references = g_ptr_array_new_with_free_func((GDestroyNotify)reference_free);
    run->lookups = g_new(struct run_lookups, 1);
    *run->lookups = (struct run_lookups){
        .results = {.key = &result_by_id},
        .base = {.key = &result_by_id},
        .comparisons = {.key = &comparison_by_id},
        .baselines = {.key = &comparison_by_baseline},
        .fits = {.key = &fit_by_alternative},
    };
    return run;
}

void revision_clear(struct revision *revision)
{
    g_free(revision->git);
    g_free(revision->branch);
    g_strfreev(revision->parents);
    *revision = (struct revision){0};
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
    g_free(run->base_compiler);
    machine_free(run->machine);
    revision_clear(&run->revision);
    revision_clear(&run->base_revision);
    g_free(run->base_name);
    g_free(run->head_name);
    g_ptr_array_unref(run->results);
    g_ptr_array_unref(run->base);
    g_ptr_array_unref(run->only_base);
    g_ptr_array_unref(run->only_head);
    g_ptr_array_unref(run->fail_on);
    g_ptr_array_unref(run->comparisons);
    g_ptr_array_unref(run->fits);
    g_ptr_array_unref(run->warnings);
    g_ptr_array_unref(run->parts);
    g_ptr_array_unref(run->references);
    run_part_clear(&run->part);
    run_changed(run);
    g_free(run->lookups);
    g_free(run);
}

void run_add(struct run *run, struct result *result)
{
    g_ptr_array_add(result->side == SIDE_BASE ? run->base : run->results, result);
}

void run_mark(const struct run *run, struct result *result)
{
    const char *machine_id = run->machine != NULL ? run->machine->id : NULL;
    if (run->part.of == 0 || result->node != NULL)
        return;
    result->node = g_strdup(run->part.node);
    result->machine_id = g_strdup(machine_id);
}

void run_replace(struct run *run, struct result *result)
{
    const char *id = result->bench_case->id;
    bool is_base = result->side == SIDE_BASE;
    GPtrArray *results = is_base ? run->base : run->results;
    const struct result *former = is_base ? run_find_base(run, id) : run_find_result(run, id);
    guint at = 0;
    bool is_found = g_ptr_array_find(results, former, &at);
    g_assert(is_found);
    result_free(results->pdata[at]);
    results->pdata[at] = result;
    run_changed(run);
}

bool run_is_of_commands(const struct run *run)
{
    const struct result *first = run->results->len > 0 ? g_ptr_array_index(run->results, 0) : NULL;
    return first != NULL && first->bench_case->command != NULL;
}

bool run_has_sides(const struct run *run)
{
    return run->base_name != NULL;
}

const struct result *run_find_result(const struct run *run, const char *id)
{
    return lookup_find(&run->lookups->results, run->results, id);
}

const struct result *run_find_base(const struct run *run, const char *id)
{
    return lookup_find(&run->lookups->base, run->base, id);
}

void run_fit(struct run *run)
{
    g_ptr_array_unref(run->fits);
    run->fits = fits_of(run->results);
    run_changed(run);
}

const struct fit *run_find_fit(const struct run *run, const struct bench_case *bench_case)
{
    const struct fit key = fit_key(bench_case);
    return lookup_find(&run->lookups->fits, run->fits, &key);
}

const struct comparison *run_find_comparison(const struct run *run, const char *id)
{
    return lookup_find(&run->lookups->comparisons, run->comparisons, id);
}

size_t run_comparisons(const struct run *run)
{
    return MAX(run->comparisons->len, run->part.comparisons);
}

bool run_has_baseline(const struct run *run, const char *id)
{
    return lookup_find(&run->lookups->baselines, run->comparisons, id) != NULL;
}

void run_changed(const struct run *run)
{
    lookup_clear(&run->lookups->results);
    lookup_clear(&run->lookups->base);
    lookup_clear(&run->lookups->comparisons);
    lookup_clear(&run->lookups->baselines);
    lookup_clear(&run->lookups->fits);
}
