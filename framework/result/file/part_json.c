// SPDX-License-Identifier: MIT
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

json_t *part_to_json(const struct run_part *part)
{
    json_t *object = json_object();
    json_put_integer(object, "number", part->number);
    json_put_integer(object, "of", part->of);
    json_put_integer(object, "cases", part->cases);
    json_put_integer(object, "comparisons", part->comparisons);
    json_put_text(object, "plans", part->plans);
    if (part->options != NULL)
        json_put_lines(object, "options", part->options);
    json_put_text(object, "node", part->node);
    return object;
}

void part_from_json(struct json_reader *reader, const json_t *object, struct run_part *part)
{
    part->number = (unsigned)json_get_integer(reader, object, "number", &range_parts);
    part->of = (unsigned)json_get_integer(reader, object, "of", &range_parts);
    part->cases = json_get_integer(reader, object, "cases", &range_planned);
    part->comparisons = json_get_integer(reader, object, "comparisons", &range_planned);
    part->plans = json_get_text(reader, object, "plans");
    part->options = g_ptr_array_new_with_free_func(g_free);
    json_get_lines(reader, object, "options", part->options);
    part->node = json_get_text(reader, object, "node");
    if (part->of == 0 || part->number > part->of)
        json_complain(reader, "'number' is %u, but must be from 1 to 'of', which is %u",
                      part->number, part->of);
}
