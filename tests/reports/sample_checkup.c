// SPDX-License-Identifier: MIT
#include "tests/reports/sample_checkup.h"

#include <math.h>

#include "framework/machine/check.h"

static void add(GPtrArray *symptoms, const char *name, enum severity severity, char *finding,
                const char *source, const char *value, char *fix)
{
    struct symptom *symptom = symptom_new(name);
    symptom->severity = symptom_say(symptom, severity, finding, fix);
    symptom->source = g_strdup(source);
    symptom->value = g_strdup(value);
    if (severity >= SEVERITY_HINT)
        symptom->reason = "it makes times differ that should be the same, for a reason that takes "
                          "more than a line";
    g_ptr_array_add(symptoms, symptom);
}

static struct noise *sample_noise(const char *text)
{
    enum { SAMPLES = 900, INTERRUPTED = 500 };
    struct noise *noise = noise_new();
    noise->cpu = 3;
    noise->took_s = 18.3;
    noise->clock_resolution_ns = 1;
    noise->clock_cost_ns = 21.5;
    noise->stolen_ns = 20e6;
    for (int i = 0; i < SAMPLES; i++) {
        struct noise_speed speed = {i * 0.002, i == INTERRUPTED ? 3 : 0.25 + 0.00001 * (i % 7)};
        double late_ns = 50e3 + 100 * i;
        g_array_append_val(noise->speeds, speed);
        g_array_append_val(noise->wakeups_ns, late_ns);
    }
    const struct noise_core cores[] = {{0, 0.26}, {3, 0.25}};
    g_array_append_vals(noise->cores, cores, G_N_ELEMENTS(cores));
    noise_add_change(noise, "arithmetic", 1, 0.00812);
    noise_add_change(noise, text, 1, 0.0211);
    noise_add_change(noise, "arithmetic", 4, 0.00502);
    noise_add_change(noise, text, 4, NAN);
    return noise;
}

struct checkup *sample_checkup(const char *text)
{
    struct checkup *checkup = g_new0(struct checkup, 1);
    checkup->machine = g_new0(struct machine, 1);
    *checkup->machine = (struct machine){
        .cpu = g_strdup("Example CPU"),
        .cores = 4,
        .logical_cpus = 8,
        .load1 = 0.5,
        .governor = g_strdup(text),
    };
    checkup->symptoms = symptoms_new();
    checkup->noise = sample_noise(text);
    add(checkup->symptoms, "processes", SEVERITY_SEVERE,
        g_strdup("other programs use 80 % of a CPU"), "/proc/PID/stat", text,
        g_strdup("stop them, or wait"));
    add(checkup->symptoms, "governor", SEVERITY_WARNING,
        g_strdup_printf("the frequency governor is '%s'", text), text, text,
        g_strdup_printf(
            "sudo cpupower frequency-set -g performance # a command stays on one line %s", text));
    add(checkup->symptoms, "isolation", SEVERITY_HINT, g_strdup("no CPU is isolated"), "/sys/none",
        "none", NULL);
    add(checkup->symptoms, "turbo", SEVERITY_UNKNOWN, g_strdup("whether turbo is on is not known"),
        "/sys/boost", NULL, NULL);
    add(checkup->symptoms, "swap", SEVERITY_FINE, g_strdup("nothing is in the swap"), text, NULL,
        NULL);
    return checkup;
}
