// SPDX-License-Identifier: MIT
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

static json_t *estimate_to_json(const struct ratio_estimate *estimate)
{
    json_t *object = json_object();
    json_put_number(object, "log_ratio", estimate->log_ratio);
    json_put_number(object, "standard_error", estimate->standard_error);
    json_put_number(object, "df", estimate->df);
    json_put_number(object, "plain_log_ratio", estimate->plain_log_ratio);
    json_put_number(object, "plain_error", estimate->plain_error);
    json_put_integer(object, "restarts", estimate->restarts);
    json_put_integer(object, "quartets", estimate->quartets);
    return object;
}

static void estimate_from_json(struct json_reader *reader, const json_t *object,
                               struct ratio_estimate *out)
{
    out->log_ratio = json_get_number(reader, object, "log_ratio", &range_log_ratio, NAN);
    out->standard_error = json_get_number(reader, object, "standard_error", &range_amount, NAN);
    out->df = json_get_number(reader, object, "df", &range_amount, NAN);
    out->plain_log_ratio =
        json_get_number(reader, object, "plain_log_ratio", &range_log_ratio, NAN);
    out->plain_error = json_get_number(reader, object, "plain_error", &range_amount, NAN);
    out->restarts = json_get_integer(reader, object, "restarts", &range_count);
    out->quartets = json_get_integer(reader, object, "quartets", &range_count);
}

json_t *comparison_to_json(const struct comparison *comparison)
{
    json_t *object = json_object();
    json_put_text(object, "id", comparison->id);
    json_put_text(object, "baseline", comparison->baseline);
    json_put_text(object, "pairing", comparison->pairing == PAIRED ? "paired" : "unpaired");
    json_put_number(object, "ratio", comparison->ratio);
    json_put_pair(object, "interval", comparison->interval);
    json_put_number(object, "level", comparison->level);
    json_put_pair(object, "ci95", comparison->ci95);
    json_put_text(object, "verdict", verdict_word(comparison->verdict));
    json_put_text(object, "note", comparison->note);
    json_put_number(object, "confidence", comparison->confidence);
    json_put_number(object, "detectable", comparison->detectable);
    json_put_integer(object, "rounds", comparison->rounds);
    json_put_integer(object, "rounds_left_out", comparison->rounds_left_out);
    json_put_number(object, "margin", comparison->margin);
    json_put_number(object, "same_within", comparison->same_within);
    json_put_number(object, "share", comparison->share);
    if (comparison->is_known)
        json_object_set_new(object, "estimate", estimate_to_json(&comparison->estimate));
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
    json_get_pair(reader, object, "interval", &range_amount, comparison->interval);
    comparison->level = json_get_number(reader, object, "level", &range_share, NAN);
    json_get_pair(reader, object, "ci95", &range_amount, comparison->ci95);
    if (verdict == NULL || !verdict_parse(verdict, &comparison->verdict))
        json_complain(reader, "'verdict' is not faster, slower, same or unclear");
    comparison->note = json_get_text(reader, object, "note");
    comparison->confidence = json_get_number(reader, object, "confidence", &range_share, NAN);
    comparison->detectable = json_get_number(reader, object, "detectable", &range_any, NAN);
    comparison->min_speedup = json_get_number(reader, object, "min_speedup", &range_amount, 0);
    if (claim != NULL && !claim_parse(claim, &comparison->claim))
        json_complain(reader, "'claim' is not holds, fails or unclear");
}

struct comparison *comparison_from_json(struct json_reader *reader, const json_t *object)
{
    g_autofree char *id = json_get_text(reader, object, "id");
    g_autofree char *baseline = json_get_text(reader, object, "baseline");
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
    const json_t *estimate = json_get_object(reader, object, "estimate");
    comparison->is_known = estimate != NULL;
    if (estimate != NULL)
        estimate_from_json(reader, estimate, &comparison->estimate);
    return comparison;
}
