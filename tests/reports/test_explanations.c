// SPDX-License-Identifier: MIT
// The checklist in all formats, byte for byte, and what texts in it must not do.
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "reports/report.h"
#include "reports/reporters.h"
#include "reports/words/explanation.h"
#include "tests/reports/golden.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_run.h"
#include "tests/reports/sinks.h"

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

static char *render(const char *format, const struct explanation_report *report)
{
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find(format)->write_explanation(out, report, NULL), "%s", format);
    return g_string_free(out, FALSE);
}

static struct explanation *make(struct evidence *evidence, struct profile *profile,
                                const struct run *run, const char *text)
{
    *evidence = (struct evidence){
        .run = run, .result = g_ptr_array_index(run->results, 0), .program = "sample"};
    fill(evidence, profile, text);
    return explanation_make(evidence);
}

Test(explanations, answer_each_question)
{
    g_autoptr(Run) run = sample_run();
    g_autoptr(Profile) profile = profile_new();
    struct evidence evidence;
    struct explanation *explanation = make(&evidence, profile, run, "sum/loop");
    const struct explanation_report report = {.explanation = explanation};
    const struct explanation_report narrow = {explanation, 60, true};
    g_autofree char *text = render("table", &report);
    g_autofree char *coloured = render("table", &narrow);
    g_autofree char *markdown = render("markdown", &report);
    g_autofree char *page = render("html", &report);
    golden_check("explanation.txt", text);
    golden_check("explanation_colour.txt", coloured);
    golden_check("explanation.md", markdown);
    golden_check("explanation.html", page);
    explanation_free(explanation);
    evidence_clear(&evidence);
}

Test(explanations, say_what_is_not_known)
{
    g_autoptr(Run) run = run_new();
    g_autoptr(Profile) profile = profile_new();
    struct evidence evidence = {.run = run,
                                .program = "program",
                                .profile = profile,
                                .wall_s = NAN,
                                .cpu_s = NAN,
                                .read_ns = NAN,
                                .why_no_code = g_strdup("no objdump")};
    profile->target = g_strdup("./program");
    struct explanation *explanation = explanation_make(&evidence);
    for (guint i = 0; i < explanation->answers->len; i++) {
        const struct answer *answer = g_ptr_array_index(explanation->answers, i);
        bool is_known = strncmp(answer->answer, "Not known", strlen("Not known")) != 0;
        cr_expect_eq(is_known, strcmp(answer->question, "Would threads help?") == 0, "%s %s",
                     answer->question, answer->answer);
    }
    cr_expect_eq(explanation->suggestions->len, 0);
    explanation_free(explanation);
    evidence_clear(&evidence);
}

Test(explanations, do_nothing_with_texts)
{
    g_autofree char *names = reporter_names_of_explanations();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        g_autoptr(Run) run = sample_run();
        g_autoptr(Profile) profile = profile_new();
        struct evidence evidence;
        struct explanation *explanation = make(&evidence, profile, run, *payload);
        const struct explanation_report report = {.explanation = explanation};
        for (char **format = formats; *format != NULL; format++) {
            g_autofree char *text = render(*format, &report);
            g_autofree char *problem = sink_problem(*format, text);
            cr_expect_null(problem, "%s of '%s': %s", *format, *payload, problem);
        }
        explanation_free(explanation);
        evidence_clear(&evidence);
    }
}
