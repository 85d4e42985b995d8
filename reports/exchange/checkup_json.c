// SPDX-License-Identifier: MIT
// docs/doctor.md describes it.
#include "framework/base/array.h"
#include "framework/base/json.h"
#include "framework/result/file/nouns.h"
#include "framework/stats/quantile.h"
#include "reports/formats.h"
#include "reports/words/noise_words.h"

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

static json_t *loop_to_json(const struct noise *noise)
{
    struct noise_spread spread = noise_spread(noise);
    json_t *object = json_object();
    json_put_number(object, "median_ns", spread.median_ns);
    json_put_number(object, "p5_ns", spread.low_ns);
    json_put_number(object, "p95_ns", spread.high_ns);
    json_put_number(object, "drift", spread.drift);
    json_put_number(object, "lost", spread.lost);
    json_put_number(object, "longest_pause_ns", spread.pause_ns);
    json_put_number(object, "stolen_ns", noise->stolen_ns);
    return object;
}

static json_t *wakeups_to_json(const struct noise *noise)
{
    const double *values = doubles_of(noise->wakeups_ns);
    guint n = noise->wakeups_ns->len;
    json_t *object = json_object();
    json_put_integer(object, "n", n);
    json_put_number(object, "p50_ns", quantile_sorted(values, n, 0.5));
    json_put_number(object, "p99_ns", quantile_sorted(values, n, 0.99));
    json_put_number(object, "longest_ns", quantile_sorted(values, n, 1));
    return object;
}

static json_t *cores_to_json(const struct noise *noise)
{
    json_t *cores = json_array();
    for (guint i = 0; i < noise->cores->len; i++) {
        const struct noise_core *core = &g_array_index(noise->cores, struct noise_core, i);
        json_t *object = json_object();
        json_put_integer(object, "cpu", core->cpu);
        json_put_number(object, "loop_ns", core->ns);
        json_array_append_new(cores, object);
    }
    return cores;
}

// What is known for all kernels has no kernel.
static json_t *changes_to_json(const struct noise *noise)
{
    json_t *changes = json_array();
    for (guint i = 0; i < noise->changes->len; i++) {
        const struct noise_change *change = g_ptr_array_index(noise->changes, i);
        json_t *object = json_object();
        json_put_text(object, "kernel", change->kernel);
        json_put_number(object, "time_s", change->time_s);
        json_put_number(object, "detectable", change->detectable);
        json_array_append_new(changes, object);
    }
    g_autoptr(GArray) times = noise_times(noise);
    for (guint i = 0; i < times->len; i++) {
        double time_s = g_array_index(times, double, i);
        json_t *object = json_object();
        json_put_number(object, "time_s", time_s);
        json_put_number(object, "detectable", noise_smallest_change(noise, time_s));
        json_array_append_new(changes, object);
    }
    return changes;
}

static json_t *noise_to_json(const struct noise *noise)
{
    json_t *object = json_object(), *clock = json_object();
    if (noise->cpu >= 0)
        json_put_integer(object, "cpu", (uint64_t)noise->cpu);
    json_put_number(object, "took_s", noise->took_s);
    json_put_number(clock, "resolution_ns", noise->clock_resolution_ns);
    json_put_number(clock, "cost_ns", noise->clock_cost_ns);
    json_object_set_new(object, "clock", clock);
    json_object_set_new(object, "empty_loop", loop_to_json(noise));
    json_object_set_new(object, "waking_up", wakeups_to_json(noise));
    json_object_set_new(object, "cpus", cores_to_json(noise));
    json_object_set_new(object, "smallest_changes", changes_to_json(noise));
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
    if (checkup->noise != NULL)
        json_object_set_new(root, "noise", noise_to_json(checkup->noise));
    json_append(out, root, JSON_INDENT(2));
    g_string_append_c(out, '\n');
    return true;
}
