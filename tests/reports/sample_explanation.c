// SPDX-License-Identifier: MIT
#include "tests/reports/sample_explanation.h"

#include <glib.h>

static guint path(struct profile *profile, const char *name, const char *file, unsigned line)
{
    const struct profile_function function = {.name = name, .file = file, .module = "sample"};
    const struct profile_frame frame = {profile_function(profile, &function), line, false};
    return profile_child(profile, 0, profile_frame(profile, &frame));
}

// What a case and its group may look like, with a text in all places that come from outside.
static void fill(struct evidence *evidence, struct profile *profile, const char *text)
{
    const struct profile_metric time = {.name = "time", .unit = "s", .pass = "time"};
    profile->target = g_strdup(text);
    profile_add_metric(profile, &time);
    profile_add(profile, 0, path(profile, text, text, 12), 0.75);
    profile_add(profile, 0, path(profile, "__strlen_evex", NULL, 0), 0.25);
    profile_add_pass(profile, "time", "perf_event")->samples = 1000;
    profile_add_pass(profile, "heap", NULL)->why_missing = g_strdup(text);
    evidence->profile = profile;
    evidence->code = (struct hot_code){
        .runs = 1000,
        .scalar = 400,
        .scalar_bytes = 4,
        .branches = 100,
        .mispredicted = 20,
        .worst_function = g_strdup(text),
        .worst_line = 14,
        .worst_share = 0.9,
        .loop = {.function = g_strdup(text), .line = 12, .share = 0.8, .stride = 56, .touched = 4},
    };
    evidence->code_iterations = 1;
    evidence->repeated = g_strdup(text);
    evidence->repeated_share = 0.75;
    evidence->repeats = (struct repeats){.calls = 1000, .share = 0.95};
    evidence->producer = g_strdup(text);
    evidence->vector_report = g_strdup(text);
    evidence->builds[0] = (struct flags_build){"-O3", VERDICT_SAME, 1.001, {0.99, 1.01}};
    evidence->builds[1] =
        (struct flags_build){"-O3 -march=native", VERDICT_FASTER, 0.5, {0.4, 0.6}};
    evidence->cpus = 2;
    evidence->vector_bytes = 32;
}

struct explanation *sample_explanation(struct evidence *evidence, struct profile *profile,
                                       const struct run *run, const char *text)
{
    *evidence = (struct evidence){
        .run = run, .result = g_ptr_array_index(run->results, 0), .program = "sample"};
    fill(evidence, profile, text);
    return explanation_make(evidence);
}
