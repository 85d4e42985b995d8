// SPDX-License-Identifier: MIT
// The labels of a store: a table with open addressing, whose texts are written once.
#include <string.h>

#include "framework/harness/span_store.h"

#define RELAXED memory_order_relaxed

enum { MOST_BYTES = SPAN_LABEL_BYTES - 1 };

static bool is_same(const char *text, const struct span_name *name)
{
    return strncmp(text, name->text, MOST_BYTES) == 0;
}

// FNV-1a.
static uint32_t hash(const char *text)
{
    uint32_t hash = 2166136261u;
    for (unsigned i = 0; i < MOST_BYTES && text[i] != '\0'; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash;
}

static bool write_name(struct span_store *store, struct span_name *name, const char *text)
{
    uint32_t state = 0;
    if (!atomic_compare_exchange_strong(&name->state, &state, 1))
        return false;
    strncpy(name->text, text, MOST_BYTES);
    name->order = atomic_fetch_add_explicit(&store->n_names, 1, RELAXED);
    atomic_store_explicit(&name->state, 2, memory_order_release);
    return true;
}

// One that another thread is writing is passed over: the label may come twice, which a sum
// corrects.
static int find(struct span_store *store, const char *text)
{
    uint32_t start = hash(text);
    for (uint32_t i = 0; i < SPAN_LABELS; i++) {
        uint32_t label = (start + i) % SPAN_LABELS;
        struct span_name *name = &store->names[label];
        uint32_t state = atomic_load_explicit(&name->state, memory_order_acquire);
        if (state == 2 ? is_same(text, name) : state == 0 && write_name(store, name, text))
            return (int)label;
    }
    return -1;
}

// By its address first; a buffer may hold another text by now.
int span_store_label(struct span_store *store, struct span_thread *thread, const char *text)
{
    uint32_t place = (uint32_t)(((uintptr_t)text >> 2) * 2654435761u >> 16) % SPAN_KNOWN;
    if (thread == NULL)
        return find(store, text);
    if (thread->known[place].address == text) {
        uint32_t label = thread->known[place].label;
        if (is_same(text, &store->names[label]))
            return (int)label;
    }
    int label = find(store, text);
    if (label >= 0) {
        thread->known[place].address = text;
        thread->known[place].label = (uint32_t)label;
    }
    return label;
}

static bool has_text(const struct span_name *name)
{
    return atomic_load_explicit(&name->state, memory_order_acquire) == 2;
}

static bool is_first(struct span_store *store, unsigned label)
{
    for (unsigned i = 0; i < label; i++)
        if (has_text(&store->names[i]) &&
            strcmp(store->names[i].text, store->names[label].text) == 0)
            return false;
    return true;
}

// What nobody used is memory that was never touched.
static bool is_used(struct span_store *store, unsigned thread)
{
    return thread == 0 || atomic_load_explicit(&store->threads[thread].owner, RELAXED) != 0;
}

bool span_store_sum(struct span_store *store, unsigned label, struct span_tally *sum)
{
    if (!has_text(&store->names[label]) || !is_first(store, label))
        return false;
    memset(sum, 0, sizeof *sum);
    for (unsigned i = label; i < SPAN_LABELS; i++) {
        if (!has_text(&store->names[i]) ||
            strcmp(store->names[i].text, store->names[label].text) != 0)
            continue;
        for (unsigned thread = 0; thread < SPAN_THREADS; thread++)
            if (is_used(store, thread))
                span_tally_merge(sum, &store->tallies[thread * SPAN_LABELS + i]);
    }
    return sum->count > 0;
}

static bool has_counts(struct span_store *store, unsigned label)
{
    for (unsigned thread = 0; thread < SPAN_THREADS; thread++)
        if (is_used(store, thread) &&
            atomic_load_explicit(&store->tallies[thread * SPAN_LABELS + label].count, RELAXED) > 0)
            return true;
    return false;
}

unsigned span_store_used(struct span_store *store, unsigned labels[SPAN_LABELS])
{
    unsigned n = 0;
    for (unsigned i = 0; i < SPAN_LABELS; i++) {
        if (!has_text(&store->names[i]) || !is_first(store, i) || !has_counts(store, i))
            continue;
        unsigned at = n++;
        for (; at > 0 && store->names[labels[at - 1]].order > store->names[i].order; at--)
            labels[at] = labels[at - 1];
        labels[at] = i;
    }
    return n;
}

void span_store_clear(struct span_store *store)
{
    for (unsigned label = 0; label < SPAN_LABELS; label++)
        for (unsigned thread = 0; thread < SPAN_THREADS && has_text(&store->names[label]); thread++)
            if (is_used(store, thread))
                span_tally_clear(&store->tallies[thread * SPAN_LABELS + label]);
}
