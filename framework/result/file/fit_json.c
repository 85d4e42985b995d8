// SPDX-License-Identifier: MIT
#include "framework/result/file/nouns.h"

json_t *fit_to_json(const struct fit *fit)
{
    json_t *object = json_object();
    json_put_text(object, "suite", fit->suite);
    json_put_text(object, "group", fit->group);
    json_put_text(object, "name", fit->name);
    json_put_text(object, "variant", fit->variant);
    json_put_integer(object, "threads", fit->threads);
    json_put_text(object, "arg_name", fit->arg_name);
    json_put_integer(object, "points", fit->points);
    json_put_text(object, "complexity", complexity_word(fit->complexity.complexity));
    json_put_number(object, "offset_ns", fit->complexity.offset);
    json_put_number(object, "scale_ns", fit->complexity.scale);
    json_put_number(object, "error", fit->complexity.error);
    return object;
}
