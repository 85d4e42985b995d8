// SPDX-License-Identifier: MIT
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

static json_t *numbers_to_json(const GArray *numbers)
{
    json_t *values = json_array();
    for (guint i = 0; i < numbers->len; i++)
        json_array_append_new(values, json_real(g_array_index(numbers, double, i)));
    return values;
}

static json_t *estimate_to_json(const struct comparison *comparison)
{
    json_t *object = json_object();
    json_put_number(object, "log_ratio", log(comparison->ratio));
    if (comparison->pairing == UNPAIRED) {
        json_t *sides = json_array();
        for (unsigned side = 0; side < 2; side++)
            json_array_append_new(sides, numbers_to_json(comparison->levels[side]));
        json_object_set_new(object, "per_process", sides);
        return object;
    }
    json_put_integer(object, "restarts", comparison->changes->len);
    json_object_set_new(object, "per_restart", numbers_to_json(comparison->changes));
    return object;
}

static json_t *metric_change_to_json(const struct metric_change *change)
{
    json_t *object = json_object();
    json_put_pair(object, "values", change->values);
    json_put_number(object, "ratio", change->ratio);
    json_put_pair(object, "interval", change->interval);
    json_put_text(object, "verdict", metric_verdict_word(change->verdict));
    json_put_number(object, "margin", change->margin);
    json_put_number(object, "same_within", change->same_within);
    return object;
}

static json_t *metric_changes_to_json(const struct comparison *comparison)
{
    json_t *object = json_object();
    for (guint i = 0; i < comparison->metrics->len; i++) {
        const struct metric_change *change = g_ptr_array_index(comparison->metrics, i);
        json_object_set_new(object, change->name, metric_change_to_json(change));
    }
    return object;
}

// What the rest follows from, once the results are known.
static void get_metric_changes(struct json_reader *reader, const json_t *object,
                               struct comparison *comparison)
{
    const char *name;
    json_t *value;
    json_object_foreach(json_object_get(object, "metrics"), name, value)
    {
        struct metric_change *change = metric_change_new(name);
        change->margin = json_get_number(reader, value, "margin", &range_amount, 0);
        change->same_within = json_get_number(reader, value, "same_within", &range_amount, 0);
        g_ptr_array_add(comparison->metrics, change);
    }
}

json_t *comparison_to_json(const struct comparison *comparison)
{
    json_t *object = json_object();
    json_put_text(object, "id", comparison->id);
    json_put_text(object, "baseline", comparison->baseline);
    json_put_text(object, "pairing", comparison->pairing == PAIRED ? "paired" : "unpaired");
    json_put_number(object, "ratio", comparison->ratio);
    json_put_pair(object, "times_ns", comparison->times_ns);
    json_put_pair(object, "interval", comparison->interval);
    json_put_number(object, "level", comparison->level);
    json_put_pair(object, "ci95", comparison->ci95);
    json_put_text(object, "verdict", verdict_word(comparison->verdict));
    json_put_text(object, "note", comparison->note);
    if (comparison->is_same_code && comparison->verdict != VERDICT_PLACEMENT)
        json_put_bool(object, "same_code", true);
    json_put_text(object, "note_if_called", comparison->if_called);
    json_put_text(object, "explanation", comparison->explanation);
    json_put_number(object, "confidence", comparison->confidence);
    json_put_number(object, "detectable", comparison->detectable);
    json_put_integer(object, "rounds", comparison->rounds);
    json_put_integer(object, "rounds_left_out", comparison->rounds_left_out);
    json_put_number(object, "margin", comparison->margin);
    json_put_number(object, "same_within", comparison->same_within);
    json_put_number(object, "share", comparison->share);
    if (comparison->metrics->len > 0)
        json_object_set_new(object, "metrics", metric_changes_to_json(comparison));
    if (comparison->is_kept)
        json_object_set_new(object, "kept", json_true());
    else if (isfinite(comparison->ratio))
        json_object_set_new(object, "estimate", estimate_to_json(comparison));
    if (comparison->claim != CLAIM_NONE) {
        json_put_number(object, "min_speedup", comparison->min_speedup);
        json_put_text(object, "claim", claim_word(comparison->claim));
    }
    return object;
}

static void get_decision(struct json_reader *reader, const json_t *object,
                         struct comparison *comparison)
{
    g_autofree char *verdict = json_get_text(reader, object, "verdict");
    g_autofree char *claim = json_get_text(reader, object, "claim");
    comparison->ratio = json_get_number(reader, object, "ratio", &range_amount, NAN);
    json_get_pair(reader, object, "times_ns", &range_time_ns, comparison->times_ns);
    json_get_pair(reader, object, "interval", &range_amount, comparison->interval);
    comparison->is_known = isfinite(comparison->interval[0]);
    comparison->level = json_get_number(reader, object, "level", &range_share, NAN);
    json_get_pair(reader, object, "ci95", &range_amount, comparison->ci95);
    if (verdict == NULL || !verdict_parse(verdict, &comparison->verdict))
        json_complain(reader, "'verdict' is not faster, slower, same, placement or unclear");
    comparison->is_same_code =
        comparison->verdict == VERDICT_PLACEMENT || json_get_bool(reader, object, "same_code");
    comparison->if_called = json_get_text(reader, object, "note_if_called");
    comparison->note = json_get_text(reader, object, "note");
    comparison->explanation = json_get_text(reader, object, "explanation");
    comparison->confidence = json_get_number(reader, object, "confidence", &range_share, NAN);
    comparison->detectable = json_get_number(reader, object, "detectable", &range_any, NAN);
    comparison->min_speedup = json_get_number(reader, object, "min_speedup", &range_amount, 0);
    if (claim != NULL && !claim_parse(claim, &comparison->claim))
        json_complain(reader, "'claim' is not holds, fails or unclear");
}

// 0.1 and 0.2 stopped by another rule, so that their restarts may be too few for this one.
static bool is_of_other_rule(struct json_reader *reader, const json_t *object)
{
    const json_t *estimate = json_get_object(reader, object, "estimate");
    return json_get_bool(reader, object, "kept") ||
           (estimate != NULL && json_object_get(estimate, "plain_log_ratio") != NULL);
}

struct comparison *comparison_from_json(struct json_reader *reader, const json_t *object)
{
    g_autofree char *id = json_get_name(reader, object, "id");
    g_autofree char *baseline = json_get_name(reader, object, "baseline");
    g_autofree char *pairing = json_get_text(reader, object, "pairing");
    if (id == NULL || baseline == NULL)
        json_complain(reader, "a comparison has no 'id' or 'baseline'");
    struct comparison *comparison = comparison_new(id ? id : "", baseline ? baseline : "");
    comparison->pairing = g_strcmp0(pairing, "unpaired") == 0 ? UNPAIRED : PAIRED;
    get_decision(reader, object, comparison);
    comparison->rounds = json_get_integer(reader, object, "rounds", &range_count);
    comparison->rounds_left_out = json_get_integer(reader, object, "rounds_left_out", &range_count);
    comparison->margin = json_get_number(reader, object, "margin", &range_amount, 0);
    comparison->same_within = json_get_number(reader, object, "same_within", &range_amount, 0);
    comparison->share = json_get_number(reader, object, "share", &range_share, 1);
    get_metric_changes(reader, object, comparison);
    comparison->is_kept = comparison->pairing == PAIRED && is_of_other_rule(reader, object);
    return comparison;
}
