// SPDX-License-Identifier: MIT
#include "framework/result/scaling.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/result/result.h"

// All but the number of threads.
static guint hash_benchmark(gconstpointer bench_case)
{
    const struct bench_case *key = bench_case;
    guint hash = hash_text_and(key->name, case_hash_group(key));
    hash ^= hash_bytes(&key->arg, sizeof key->arg);
    return key->variant != NULL ? hash_text_and(key->variant, hash) : hash;
}

static gboolean is_same_benchmark(gconstpointer a, gconstpointer b)
{
    const struct bench_case *one = a, *other = b;
    return case_equal_group(one, other) && strcmp(one->name, other->name) == 0 &&
           one->has_arg == other->has_arg && one->arg == other->arg &&
           g_strcmp0(one->variant, other->variant) == 0;
}

// Half of the interval of the logarithm of the median; NAN where it is not known.
static double half_log(const struct summary *summary)
{
    return log(summary->ci95_ns[1] / summary->median_ns);
}

static void set_scaling(struct result *result, const struct result *single)
{
    double ratio =
        (double)result->bench_case->threads * single->summary.median_ns / result->summary.median_ns;
    if (!isfinite(ratio))
        return;
    double half = hypot(half_log(&result->summary), half_log(&single->summary));
    struct metric *metric = result_set_metric(result, "scaling", SOURCE_TIME, ratio);
    metric->interval[0] = ratio / exp(half);
    metric->interval[1] = ratio * exp(half);
}

void scaling_compute(const GPtrArray *results)
{
    g_autoptr(GHashTable) singles = g_hash_table_new(hash_benchmark, is_same_benchmark);
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        if (result->bench_case->has_threads && result->bench_case->threads == 1)
            g_hash_table_insert(singles, result->bench_case, result);
    }
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        const struct result *single = g_hash_table_lookup(singles, result->bench_case);
        if (single != NULL && single != result && result_is_ranked(result) &&
            result_is_ranked(single))
            set_scaling(result, single);
    }
}
