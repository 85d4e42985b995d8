// SPDX-License-Identifier: MIT
#include "reports/exchange/normalised_json.h"

#include <math.h>

#include "framework/base/json.h"

void put_normalised(json_t *object, const struct history_series *series)
{
    const struct history_normalised *how = &series->normalised;
    if (how->n_machines == 0)
        return;
    json_t *normalised = json_object();
    json_put_text(normalised, "reference", how->reference != NULL ? how->reference : "mean");
    json_put_number(normalised, "adds", expm1(how->error));
    json_put_bool(normalised, "tested", how->is_tested);
    json_put_integer(normalised, "machines", how->n_machines);
    json_put_text(normalised, "as_on", how->machine);
    json_object_set_new(object, "normalised", normalised);
}
