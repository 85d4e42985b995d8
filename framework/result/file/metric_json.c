// SPDX-License-Identifier: MIT
// Metrics as JSON: docs/result-file.md.
#include <string.h>

#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

static json_t *metric_to_json(const struct metric *metric)
{
    json_t *object = json_object();
    json_put_number(object, "value", metric->value);
    json_put_text(object, "unit", metric->unit);
    json_put_text(object, "source", metric->source);
    json_put_pair(object, "interval", metric->interval);
    json_put_text(object, "better", better_word(metric->better));
    if (metric->is_exact)
        json_put_bool(object, "exact", true);
    if (metric->is_paired)
        json_put_bool(object, "paired", true);
    if (metric->per_process->len == 0)
        return object;
    json_t *values = json_array();
    for (guint i = 0; i < metric->per_process->len; i++) {
        double value = g_array_index(metric->per_process, double, i);
        json_array_append_new(values, json_number_or_null(value));
    }
    json_object_set_new(object, "per_process", values);
    return object;
}

json_t *metrics_to_json(const struct result *result)
{
    json_t *object = json_object();
    for (guint i = 0; i < result->metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(result->metrics, i);
        json_object_set_new(object, metric->name, metric_to_json(metric));
    }
    return object;
}

static void get_metric(struct json_reader *reader, const json_t *object, struct metric *metric)
{
    g_autofree char *unit = json_get_name(reader, object, "unit");
    g_autofree char *better = json_get_text(reader, object, "better");
    if (unit != NULL) {
        g_free(metric->unit);
        metric->unit = g_steal_pointer(&unit);
    }
    metric->better = better ? better_parse(better) : metric->better;
    metric->is_exact = json_get_bool(reader, object, "exact");
    metric->is_paired = json_get_bool(reader, object, "paired");
    json_get_pair(reader, object, "interval", &range_any, metric->interval);
    const json_t *values = json_get_array(reader, object, "per_process");
    for (size_t i = 0; i < json_array_size(values); i++) {
        double value = json_get_element(reader, values, "per_process", i, &range_any);
        g_array_append_val(metric->per_process, value);
    }
}

// Files of 0.1 have no sources: what they hold there is the body's.
void metrics_from_json(struct json_reader *reader, const json_t *object, struct result *result)
{
    const char *name;
    json_t *value;
    json_t *metrics = (json_t *)json_get_object(reader, object, "metrics");
    json_object_foreach(metrics, name, value)
    {
        g_autofree char *source = json_get_name(reader, value, "source");
        json_check_name(reader, "a metric", name);
        bool is_reserved = source == NULL && metric_kind_find(name) != NULL;
        g_autofree char *own = g_strconcat(is_reserved ? "body." : "", name, NULL);
        get_metric(reader, value,
                   result_set_metric(result, own, source ? source : SOURCE_BODY,
                                     json_get_number(reader, value, "value", &range_any, NAN)));
    }
}

// Pairs of a share and a time.
json_t *tail_to_json(const GArray *tail)
{
    json_t *points = json_array();
    for (guint i = 0; i < tail->len; i++) {
        const struct tail_point *point = &g_array_index(tail, struct tail_point, i);
        json_array_append_new(points, json_pack("[f, f]", point->share, point->ns));
    }
    return points;
}

GArray *tail_from_json(struct json_reader *reader, const json_t *array)
{
    GArray *tail = tail_new();
    double before = -1;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *pair = json_array_get(array, i);
        struct tail_point point = {
            .share = json_get_element(reader, pair, "latencies", 0, &range_share),
            .ns = json_get_element(reader, pair, "latencies", 1, &range_time_ns),
        };
        if (!(point.share > before) || !(point.share < 1) || !(point.ns >= 0))
            json_complain(reader, "'latencies' is not a list of ascending shares with times");
        if (reader->wrong != NULL)
            break;
        before = point.share;
        g_array_append_val(tail, point);
    }
    return tail;
}
