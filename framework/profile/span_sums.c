// SPDX-License-Identifier: MIT
#include "framework/profile/span_sums.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/stats/quantile.h"

static const struct profile_span *span_at(const struct profile *profile, guint i)
{
    return &g_array_index(profile->spans, struct profile_span, i);
}

static struct span_sum sum_of(const char *label, GArray *times)
{
    double *values = (void *)times->data;
    struct span_sum sum = {.label = label, .count = times->len};
    sort_ascending(values, times->len);
    for (guint i = 0; i < times->len; i++)
        sum.total += values[i];
    sum.mean = sum.total / times->len;
    sum.p50 = quantile_sorted(values, times->len, 0.5);
    sum.p99 = quantile_sorted(values, times->len, 0.99);
    sum.max = values[times->len - 1];
    return sum;
}

static int compare(const void *a, const void *b)
{
    const struct span_sum *one = a;
    const struct span_sum *two = b;
    if (one->total != two->total)
        return one->total > two->total ? -1 : 1;
    return strcmp(one->label, two->label);
}

GArray *span_sums(const struct profile *profile)
{
    g_autoptr(GHashTable) by_label =
        g_hash_table_new_full(hash_text, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    GArray *sums = g_array_new(FALSE, FALSE, sizeof(struct span_sum));
    GHashTableIter iter;
    gpointer label = NULL;
    gpointer times = NULL;
    for (guint i = 0; i < profile->spans->len; i++) {
        const struct profile_span *span = span_at(profile, i);
        times = g_hash_table_lookup(by_label, span->label);
        if (span->is_open)
            continue;
        if (times == NULL) {
            times = g_array_new(FALSE, FALSE, sizeof(double));
            g_hash_table_insert(by_label, span->label, times);
        }
        g_array_append_val((GArray *)times, span->lasted);
    }
    g_hash_table_iter_init(&iter, by_label);
    while (g_hash_table_iter_next(&iter, &label, &times)) {
        const struct span_sum sum = sum_of(label, times);
        g_array_append_val(sums, sum);
    }
    g_array_sort(sums, compare);
    return sums;
}

GPtrArray *span_sums_open(const struct profile *profile)
{
    GPtrArray *open = g_ptr_array_new();
    for (guint i = 0; i < profile->spans->len; i++)
        if (span_at(profile, i)->is_open)
            g_ptr_array_add(open, (gpointer)span_at(profile, i));
    return open;
}

const char *span_sums_parent(const struct profile *profile, const struct profile_span *span)
{
    for (guint i = 0; i < profile->spans->len && span->parent != 0; i++)
        if (span_at(profile, i)->number == span->parent && span_at(profile, i)->pid == span->pid)
            return span_at(profile, i)->label;
    return NULL;
}
