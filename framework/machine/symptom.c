// SPDX-License-Identifier: MIT
#include "framework/machine/symptom.h"

const char *severity_word(enum severity severity)
{
    static const char *const words[SEVERITIES] = {"fine", "unknown", "hint", "warning", "severe"};
    return words[severity];
}

struct symptom *symptom_new(const char *name)
{
    struct symptom *symptom = g_new0(struct symptom, 1);
    symptom->name = name;
    return symptom;
}

void symptom_free(struct symptom *symptom)
{
    g_free(symptom->finding);
    g_free(symptom->source);
    g_free(symptom->value);
    g_free(symptom->fix);
    g_free(symptom);
}

enum severity symptom_say(struct symptom *symptom, enum severity severity, char *finding, char *fix)
{
    g_free(symptom->finding);
    g_free(symptom->fix);
    symptom->finding = finding;
    symptom->fix = fix;
    return severity;
}

static int compare_severity(gconstpointer a, gconstpointer b)
{
    const struct symptom *one = *(const struct symptom *const *)a;
    const struct symptom *two = *(const struct symptom *const *)b;
    return (int)two->severity - (int)one->severity;
}

void symptoms_sort(GPtrArray *symptoms)
{
    g_ptr_array_sort(symptoms, compare_severity); // a merge sort, which is stable
}

void symptoms_count(const GPtrArray *symptoms, guint counts[SEVERITIES])
{
    for (int i = 0; i < SEVERITIES; i++)
        counts[i] = 0;
    for (guint i = 0; i < symptoms->len; i++)
        counts[((const struct symptom *)g_ptr_array_index(symptoms, i))->severity]++;
}
