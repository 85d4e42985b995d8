// SPDX-License-Identifier: MIT
// docs/doctor.md describes it.
#include "framework/base/json.h"
#include "framework/result/file/nouns.h"
#include "reports/formats.h"

enum { FORMAT = 1 };

static json_t *symptom_to_json(const struct symptom *symptom)
{
    json_t *object = json_object();
    json_put_text(object, "name", symptom->name);
    json_put_text(object, "severity", severity_word(symptom->severity));
    json_put_text(object, "finding", symptom->finding);
    json_put_text(object, "source", symptom->source);
    json_put_text(object, "value", symptom->value);
    json_put_text(object, "reason", symptom->reason);
    json_put_text(object, "fix", symptom->fix);
    return object;
}

static json_t *counts_to_json(const GPtrArray *symptoms)
{
    guint counts[SEVERITIES];
    json_t *object = json_object();
    symptoms_count(symptoms, counts);
    for (int i = SEVERITIES; i-- > 0;)
        json_put_integer(object, severity_word((enum severity)i), counts[i]);
    return object;
}

bool checkup_json_write(GString *out, const struct checkup_report *report,
                        G_GNUC_UNUSED GError **error)
{
    const struct checkup *checkup = report->checkup;
    json_t *root = json_object(), *findings = json_array();
    json_put_integer(root, "benchrun_doctor", FORMAT);
    json_put_text(root, "version", report->version);
    json_put_text(root, "started", report->started);
    json_object_set_new(root, "machine", machine_to_json(checkup->machine));
    for (guint i = 0; i < checkup->symptoms->len; i++)
        json_array_append_new(findings, symptom_to_json(g_ptr_array_index(checkup->symptoms, i)));
    json_object_set_new(root, "findings", findings);
    json_object_set_new(root, "counts", counts_to_json(checkup->symptoms));
    json_append(out, root, JSON_INDENT(2));
    g_string_append_c(out, '\n');
    return true;
}
