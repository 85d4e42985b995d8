// SPDX-License-Identifier: MIT
#include "framework/profile/span_lanes.h"

#include "framework/base/hash.h"

// Times are known to the nanosecond, and in ms of a trace to a little less.
static const double tolerance_s = 4e-9;

static void lane_free(void *data)
{
    struct span_lane *lane = data;
    g_array_unref(lane->places);
    g_free(lane->ends);
    g_free(lane);
}

static struct span_lane *lane_new(const struct profile_span *span, guint track)
{
    struct span_lane *lane = g_new0(struct span_lane, 1);
    lane->pid = span->pid;
    lane->tid = span->tid;
    lane->track = track;
    lane->places = g_array_new(FALSE, FALSE, sizeof(struct span_place));
    lane->ends = g_new(double, SPAN_ROWS);
    return lane;
}

// False where it lies across one that is there, or too deep.
static bool place(struct span_lane *lane, const struct profile_span *span, guint index)
{
    double end = span->at + span->lasted;
    while (lane->depth > 0 && lane->ends[lane->depth - 1] <= span->at + tolerance_s)
        lane->depth--;
    if (lane->depth == SPAN_ROWS ||
        (lane->depth > 0 && end > lane->ends[lane->depth - 1] + tolerance_s))
        return false;
    const struct span_place here = {index, lane->depth};
    lane->ends[lane->depth++] = end;
    lane->n_rows = MAX(lane->n_rows, lane->depth);
    g_array_append_val(lane->places, here);
    return true;
}

// The lanes of its thread; those of the first span are made with it.
static GPtrArray *thread_of(GHashTable *by_thread, GPtrArray *threads,
                            const struct profile_span *span)
{
    gint64 key = (gint64)span->pid << 32 | span->tid;
    GPtrArray *lanes = g_hash_table_lookup(by_thread, &key);
    if (lanes == NULL) {
        lanes = g_ptr_array_new();
        g_hash_table_insert(by_thread, g_memdup2(&key, sizeof key), lanes);
        g_ptr_array_add(threads, lanes);
    }
    return lanes;
}

static bool place_somewhere(GPtrArray *lanes, const struct profile_span *span, guint index)
{
    for (guint i = 0; i < lanes->len; i++)
        if (place(g_ptr_array_index(lanes, i), span, index))
            return true;
    if (lanes->len == SPAN_TRACKS)
        return false;
    g_ptr_array_add(lanes, lane_new(span, lanes->len));
    return place(g_ptr_array_index(lanes, lanes->len - 1), span, index);
}

GPtrArray *span_lanes(const struct profile *profile, guint *left_out)
{
    g_autoptr(GHashTable) by_thread =
        g_hash_table_new_full(hash_int64, g_int64_equal, g_free, NULL);
    g_autoptr(GPtrArray) threads =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    GPtrArray *all = g_ptr_array_new_with_free_func(lane_free);
    *left_out = 0;
    for (guint i = 0; i < profile->spans->len; i++) {
        const struct profile_span *span = &g_array_index(profile->spans, struct profile_span, i);
        if (!place_somewhere(thread_of(by_thread, threads, span), span, i))
            ++*left_out;
    }
    for (guint i = 0; i < threads->len; i++)
        g_ptr_array_extend(all, g_ptr_array_index(threads, i), NULL, NULL);
    return all;
}
