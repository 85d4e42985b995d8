// SPDX-License-Identifier: MIT
#include "framework/result/fit.h"

#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/base/lookup.h"
#include "framework/result/result.h"

void fit_free(struct fit *fit)
{
    g_free(fit->suite);
    g_free(fit->group);
    g_free(fit->name);
    g_free(fit->arg_name);
    g_free(fit->variant);
    g_free(fit);
}

struct fit fit_key(const struct bench_case *bench_case)
{
    return (struct fit){
        .suite = bench_case->suite,
        .group = bench_case->group,
        .name = bench_case->name,
        .variant = bench_case->variant,
        .threads = bench_case->threads,
    };
}

guint fit_hash(gconstpointer fit)
{
    const struct fit *key = fit;
    guint group = hash_text_and(key->group, hash_text(key->suite));
    guint hash = hash_text_and(key->name, group) ^ key->threads;
    return key->variant != NULL ? hash_text_and(key->variant, hash) : hash;
}

gboolean fit_equal(gconstpointer a, gconstpointer b)
{
    const struct fit *one = a, *other = b;
    return strcmp(one->name, other->name) == 0 && strcmp(one->group, other->group) == 0 &&
           strcmp(one->suite, other->suite) == 0 && one->threads == other->threads &&
           g_strcmp0(one->variant, other->variant) == 0;
}

static struct fit *fit_new(const struct bench_case *bench_case)
{
    struct fit *fit = g_new0(struct fit, 1);
    fit->suite = g_strdup(bench_case->suite);
    fit->group = g_strdup(bench_case->group);
    fit->name = g_strdup(bench_case->name);
    fit->variant = g_strdup(bench_case->variant);
    fit->threads = bench_case->threads;
    fit->arg_name = g_strdup(bench_case->arg_name);
    return fit;
}

static bool counts(const struct result *result)
{
    return result_is_ranked(result) && result->bench_case->has_arg &&
           result->bench_case->arg >= 1 && result->summary.median_ns > 0;
}

// The times of an alternative and the arguments that they are of.
struct growth {
    struct fit *fit;
    GArray *arguments; // double
    GArray *times_ns;  // double
};

static gconstpointer fit_of_growth(gconstpointer growth)
{
    return ((const struct growth *)growth)->fit;
}

static const struct lookup_key growth_by_fit = {fit_of_growth, fit_hash, fit_equal};

static struct growth *growth_new(const struct bench_case *bench_case)
{
    struct growth *growth = g_new(struct growth, 1);
    *growth = (struct growth){
        .fit = fit_new(bench_case),
        .arguments = g_array_new(FALSE, FALSE, sizeof(double)),
        .times_ns = g_array_new(FALSE, FALSE, sizeof(double)),
    };
    return growth;
}

static void growth_free(struct growth *growth)
{
    g_array_unref(growth->arguments);
    g_array_unref(growth->times_ns);
    g_free(growth);
}

static void growth_add(struct growth *growth, const struct result *result)
{
    double argument = (double)result->bench_case->arg;
    g_array_append_val(growth->arguments, argument);
    g_array_append_val(growth->times_ns, result->summary.median_ns);
}

// Of all alternatives, in the order of their first cases.
static GPtrArray *growths_of(const GPtrArray *results)
{
    GPtrArray *growths = g_ptr_array_new_with_free_func((GDestroyNotify)growth_free);
    struct lookup lookup = {.key = &growth_by_fit};
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        const struct fit key = fit_key(result->bench_case);
        if (!counts(result))
            continue;
        struct growth *growth = lookup_find(&lookup, growths, &key);
        if (growth == NULL) {
            growth = growth_new(result->bench_case);
            g_ptr_array_add(growths, growth);
        }
        growth_add(growth, result);
    }
    lookup_clear(&lookup);
    return growths;
}

GPtrArray *fits_of(const GPtrArray *results)
{
    GPtrArray *fits = g_ptr_array_new_with_free_func((GDestroyNotify)fit_free);
    g_autoptr(GPtrArray) growths = growths_of(results);
    for (guint i = 0; i < growths->len; i++) {
        const struct growth *growth = g_ptr_array_index(growths, i);
        growth->fit->points = growth->arguments->len;
        if (complexity_fit(doubles_of(growth->arguments), doubles_of(growth->times_ns),
                           growth->fit->points, &growth->fit->complexity))
            g_ptr_array_add(fits, growth->fit);
        else
            fit_free(growth->fit);
    }
    return fits;
}
