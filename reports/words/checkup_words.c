// SPDX-License-Identifier: MIT
#include "reports/words/checkup_words.h"

char *checkup_summary(const struct checkup *checkup)
{
    static const char *const words[SEVERITIES][2] = {
        [SEVERITY_SEVERE] = {"severe", "severe"}, [SEVERITY_WARNING] = {"warning", "warnings"},
        [SEVERITY_HINT] = {"hint", "hints"},      [SEVERITY_UNKNOWN] = {"not known", "not known"},
        [SEVERITY_FINE] = {"fine", "fine"},
    };
    static const enum severity order[] = {SEVERITY_SEVERE, SEVERITY_WARNING, SEVERITY_HINT,
                                          SEVERITY_UNKNOWN, SEVERITY_FINE};
    guint counts[SEVERITIES];
    GString *text = g_string_new(NULL);
    symptoms_count(checkup->symptoms, counts);
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        guint n = counts[order[i]];
        if (n > 0)
            g_string_append_printf(text, "%s%u %s", text->len > 0 ? ", " : "", n,
                                   words[order[i]][n != 1]);
    }
    return g_string_free(text, FALSE);
}

char *checkup_evidence(const struct symptom *symptom)
{
    if (symptom->source == NULL)
        return NULL;
    if (symptom->value != NULL)
        return g_strdup_printf("%s: %s", symptom->source, symptom->value);
    return symptom->severity == SEVERITY_UNKNOWN
               ? g_strdup_printf("%s: cannot be read", symptom->source)
               : g_strdup(symptom->source);
}
