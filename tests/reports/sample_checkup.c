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
