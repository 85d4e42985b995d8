// SPDX-License-Identifier: MIT
#include "framework/harness/stages.h"

#include "framework/harness/span_store.h"
#include "framework/harness/wire.h"

static unsigned long long iterations; // of all samples

void stages_add_sample(unsigned long more)
{
    unsigned labels[SPAN_LABELS];
    struct span_store *store = span_store_find();
    unsigned n = store != NULL ? span_store_used(store, labels) : 0;
    iterations += more;
    if (n > 0)
        wire_print(" spans=%u", n);
}

static void print_label(struct span_store *store, unsigned label)
{
    static struct span_tally sum;
    if (!span_store_sum(store, label, &sum))
        return;
    wire_print("span");
    wire_text("label", store->names[label].text);
    wire_print(" iterations=%llu count=%llu total_ns=%llu own_ns=%llu most_ns=%llu\n", iterations,
               (unsigned long long)sum.count, (unsigned long long)sum.total_ns,
               (unsigned long long)sum.own_ns, (unsigned long long)sum.max_ns);
    for (unsigned i = 0; i < TALLY_BUCKETS; i++)
        if (sum.buckets[i] > 0)
            wire_print("bucket from_ns=%llu to_ns=%llu count=%u\n",
                       (unsigned long long)span_tally_from_ns(i),
                       (unsigned long long)span_tally_from_ns(i + 1), (unsigned)sum.buckets[i]);
}

void stages_report(void)
{
    unsigned labels[SPAN_LABELS];
    struct span_store *store = span_store_find();
    unsigned n = store != NULL ? span_store_used(store, labels) : 0;
    for (unsigned i = 0; i < n; i++)
        print_label(store, labels[i]);
    stages_forget();
}

void stages_forget(void)
{
    struct span_store *store = span_store_find();
    iterations = 0;
    if (store != NULL)
        span_store_clear(store);
}
