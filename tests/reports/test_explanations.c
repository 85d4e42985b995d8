// SPDX-License-Identifier: MIT
// The checklist in all formats, byte for byte, and what texts in it must not do.
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_explanation.h"
#include "tests/reports/sample_run.h"
#include "tests/reports/sinks.h"

static char *render(const char *format, const struct explanation_report *report)
{
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find(format)->write_explanation(out, report, NULL), "%s", format);
    return g_string_free(out, FALSE);
}

Test(explanations, answer_each_question)
{
    g_autoptr(Run) run = sample_run();
    g_autoptr(Profile) profile = profile_new();
    struct evidence evidence;
    struct explanation *explanation = sample_explanation(&evidence, profile, run, "sum/loop");
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
        struct explanation *explanation = sample_explanation(&evidence, profile, run, *payload);
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
