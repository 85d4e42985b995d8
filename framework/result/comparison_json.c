// SPDX-License-Identifier: MIT
#include "framework/result/json.h"

json_t *comparison_to_json(const struct comparison *comparison)
{
    json_t *object = json_object();
    json_put_text(object, "id", comparison->id);
    json_put_text(object, "baseline", comparison->baseline);
    json_put_number(object, "ratio", comparison->ratio);
    json_put_pair(object, "interval", comparison->interval);
    json_put_number(object, "level", comparison->level);
    json_put_pair(object, "ci95", comparison->ci95);
    json_put_text(object, "verdict", verdict_word(comparison->verdict));
    json_put_number(object, "confidence", comparison->confidence);
    json_put_number(object, "detectable", comparison->detectable);
    json_put_integer(object, "rounds", comparison->rounds);
    json_put_integer(object, "restarts", comparison->restarts);
    if (comparison->claim != CLAIM_NONE) {
        json_put_number(object, "min_speedup", comparison->min_speedup);
        json_put_text(object, "claim", claim_word(comparison->claim));
    }
    return object;
}

struct comparison *comparison_from_json(struct json_reader *reader, const json_t *object)
{
    g_autofree char *id = json_get_text(reader, object, "id");
    g_autofree char *baseline = json_get_text(reader, object, "baseline");
    g_autofree char *verdict = json_get_text(reader, object, "verdict");
    g_autofree char *claim = json_get_text(reader, object, "claim");
    if (id == NULL || baseline == NULL)
        json_complain(reader, "a comparison has no 'id' or 'baseline'");
    struct comparison *comparison = comparison_new(id ? id : "", baseline ? baseline : "");
    comparison->ratio = json_get_number(reader, object, "ratio", NAN);
    json_get_pair(reader, object, "interval", comparison->interval);
    comparison->level = json_get_number(reader, object, "level", NAN);
    json_get_pair(reader, object, "ci95", comparison->ci95);
    if (verdict == NULL || !verdict_parse(verdict, &comparison->verdict))
        json_complain(reader, "'verdict' is not faster, slower, same or unclear");
    comparison->confidence = json_get_number(reader, object, "confidence", NAN);
    comparison->detectable = json_get_number(reader, object, "detectable", NAN);
    comparison->rounds = json_get_integer(reader, object, "rounds");
    comparison->restarts = json_get_integer(reader, object, "restarts");
    comparison->min_speedup = json_get_number(reader, object, "min_speedup", 0);
    if (claim != NULL && !claim_parse(claim, &comparison->claim))
        json_complain(reader, "'claim' is not holds, falls short or unclear");
    return comparison;
}
