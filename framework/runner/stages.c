// SPDX-License-Identifier: MIT
#include "framework/runner/stages.h"

#include "framework/result/stage.h"
#include "framework/runner/reply.h"
#include "framework/stats/histogram_quantile.h"

// More than a worker may have; of a worker that lies no more are kept.
enum { MOST_STAGES = 1000, MOST_BUCKETS = 10000, LEAST_BEYOND = 10 };
enum { MOST_LABEL = 1000, MOST_METRICS = 10000 }; // bytes; of a case, as each worker may add others

struct stage {
    char *label;
    double iterations, count, total_ns, own_ns;
    GArray *buckets; // struct histogram_bucket
};

static void stage_free(void *data)
{
    struct stage *stage = data;
    g_array_unref(stage->buckets);
    g_free(stage->label);
    g_free(stage);
}

GPtrArray *stages_new(void)
{
    return g_ptr_array_new_with_free_func(stage_free);
}

static bool take_stage(const char *line, GPtrArray *stages)
{
    char *label = reply_name(line, "label", MOST_LABEL);
    if (label == NULL || stages->len == MOST_STAGES) {
        g_free(label);
        return false;
    }
    struct stage *stage = g_new(struct stage, 1);
    *stage = (struct stage){
        .label = label,
        .iterations = reply_number(line, "iterations", NAN),
        .count = reply_number(line, "count", NAN),
        .total_ns = reply_number(line, "total_ns", NAN),
        .own_ns = reply_number(line, "own_ns", NAN),
        .buckets = g_array_new(FALSE, FALSE, sizeof(struct histogram_bucket)),
    };
    g_ptr_array_add(stages, stage);
    return stage->iterations >= 1 && stage->count >= 0 && stage->total_ns >= 0 &&
           stage->own_ns >= 0;
}

static bool take_bucket(const char *line, const GPtrArray *stages)
{
    if (stages->len == 0)
        return false;
    const struct stage *last = g_ptr_array_index(stages, stages->len - 1);
    return reply_take_bucket(line, MOST_BUCKETS, last->buckets);
}

bool stages_take_line(const char *line, void *data)
{
    if (reply_is(line, "span"))
        return take_stage(line, data);
    return take_bucket(line, data);
}

// Known where LEAST_BEYOND spans lie beyond it.
static double quantile_of(const struct stage *stage, double share)
{
    const struct histogram_bucket *buckets = (const void *)stage->buckets->data;
    double count = histogram_count(buckets, stage->buckets->len);
    return count * (1 - share) >= LEAST_BEYOND
               ? histogram_quantile(buckets, stage->buckets->len, share)
               : NAN;
}

void stages_add(const GPtrArray *stages, struct result *result)
{
    for (guint i = 0; i < stages->len; i++) {
        const struct stage *stage = g_ptr_array_index(stages, i);
        if (result->metrics->len > MOST_METRICS)
            return;
        stage_add(result, stage->label, STAGE_TIME, stage->total_ns / stage->iterations);
        stage_add(result, stage->label, STAGE_OWN, stage->own_ns / stage->iterations);
        stage_add(result, stage->label, STAGE_COUNT, stage->count / stage->iterations);
        stage_add(result, stage->label, STAGE_P50, quantile_of(stage, 0.5));
        stage_add(result, stage->label, STAGE_P99, quantile_of(stage, 0.99));
    }
}
