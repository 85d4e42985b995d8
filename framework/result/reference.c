// SPDX-License-Identifier: MIT
#include "framework/result/reference.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/stats/quantile.h"

const char *const reference_names[REFERENCES] = {
    "arithmetic",     "branches",         "l1",         "l2",
    "memory_latency", "memory_bandwidth", "allocation", "system_calls",
};

struct reference *reference_new(const char *name)
{
    struct reference *reference = g_new(struct reference, 1);
    *reference = (struct reference){
        .name = g_strdup(name),
        .samples_ns = g_array_new(FALSE, FALSE, sizeof(double)),
        .median_ns = NAN,
        .interval_ns = {NAN, NAN},
    };
    return reference;
}

void reference_free(struct reference *reference)
{
    g_free(reference->name);
    g_array_unref(reference->samples_ns);
    g_free(reference);
}

struct reference *references_find(const GPtrArray *references, const char *name)
{
    for (guint i = 0; i < references->len; i++) {
        struct reference *reference = g_ptr_array_index(references, i);
        if (strcmp(reference->name, name) == 0)
            return reference;
    }
    return NULL;
}

void references_take(GPtrArray *references, const char *name, double sample_ns)
{
    struct reference *reference = references_find(references, name);
    if (reference == NULL) {
        reference = reference_new(name);
        g_ptr_array_add(references, reference);
    }
    g_array_append_val(reference->samples_ns, sample_ns);
}

void reference_summarise(struct reference *reference)
{
    const double quantile = 1.96; // of the normal distribution
    guint n = reference->samples_ns->len;
    reference->interval_ns[0] = reference->interval_ns[1] = NAN;
    g_autofree double *sorted = g_memdup2(reference->samples_ns->data, n * sizeof(double));
    reference->median_ns = median_of(sorted, n);
    if (n < 2)
        return;
    double rank = floor((n - quantile * sqrt(n)) / 2);
    guint beyond = rank > 0 ? (guint)rank : 0;
    reference->interval_ns[0] = sorted[beyond];
    reference->interval_ns[1] = sorted[n - 1 - beyond];
}

void references_pool(GPtrArray *into, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++) {
        const struct reference *one = g_ptr_array_index(from, i);
        for (guint s = 0; s < one->samples_ns->len; s++)
            references_take(into, one->name, doubles_of(one->samples_ns)[s]);
    }
    for (guint i = 0; i < into->len; i++)
        reference_summarise(g_ptr_array_index(into, i));
}
