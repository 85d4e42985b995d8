// SPDX-License-Identifier: MIT
#include "framework/machine/check.h"

#include "framework/machine/sysfile.h"

GPtrArray *symptoms_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)symptom_free);
}

static void complete(const struct check *check, const struct look *look, struct symptom *symptom)
{
    if (symptom->severity == SEVERITY_FINE && symptom->finding == NULL)
        symptom->finding = g_strdup(check->fine);
    if (symptom->severity == SEVERITY_UNKNOWN && symptom->finding == NULL)
        symptom->finding = g_strdup_printf("%s is not known", check->what);
    if (symptom->severity >= SEVERITY_HINT)
        symptom->reason = check->reason;
    if (symptom->source == NULL && check->file != NULL && look->root != NULL) {
        symptom->source = g_strdup(check->file);
        symptom->value = sysfile_read_line(look->root, "%s", check->file);
    }
}

void checks_run(const struct check *checks, const struct look *look, GPtrArray *symptoms)
{
    for (const struct check *check = checks; check->name != NULL; check++) {
        struct symptom *symptom = symptom_new(check->name);
        symptom->is_standing = check->is_standing;
        symptom->severity = check->examine(look, symptom);
        complete(check, look, symptom);
        g_ptr_array_add(symptoms, symptom);
    }
}
