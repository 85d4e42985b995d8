// SPDX-License-Identifier: MIT
#pragma once
// What a check found.
#include <criterion/criterion.h>
#include <string.h>

#include "framework/machine/checkup.h"

static inline const struct symptom *symptom_of(const struct checkup *checkup, const char *name)
{
    for (guint i = 0; i < checkup->symptoms->len; i++) {
        const struct symptom *symptom = g_ptr_array_index(checkup->symptoms, i);
        if (strcmp(symptom->name, name) == 0)
            return symptom;
    }
    cr_assert_fail("no check has the name %s", name);
    return NULL;
}
