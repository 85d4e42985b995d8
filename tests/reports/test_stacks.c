// SPDX-License-Identifier: MIT
// Stacks of threads in all formats, byte for byte, and what texts in them must not do.
#include <criterion/criterion.h>
#include <string.h>

#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_stacks.h"
#include "tests/reports/sinks.h"

static char *render(const char *format, const struct stacks_report *report)
{
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find(format)->write_stacks(out, report, NULL), "%s", format);
    return g_string_free(out, FALSE);
}

static void check(const char *name, const char *format, const struct stacks_report *report)
{
    g_autofree char *text = render(format, report);
    golden_check(name, text);
}

Test(stacks, are_shown_as_they_were)
{
    g_autoptr(Whereabouts) whereabouts = sample_whereabouts("turn");
    const struct stacks_report report = {
        .whereabouts = whereabouts, .version = "1.2.3", .folder = "/project"};
    const struct stacks_report in_colour = {.whereabouts = whereabouts, .use_colour = true};
    check("stacks.txt", "table", &report);
    check("stacks_colour.txt", "table", &in_colour);
    check("stacks.json", "json", &report);
}

Test(stacks, do_nothing_with_texts)
{
    g_autofree char *names = reporter_names_of_stacks();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        g_autoptr(Whereabouts) whereabouts = sample_whereabouts(*payload);
        const struct stacks_report report = {.whereabouts = whereabouts, .version = *payload};
        for (char **format = formats; *format != NULL; format++) {
            g_autofree char *text = render(*format, &report);
            g_autofree char *problem = sink_problem(*format, text);
            cr_expect_null(problem, "%s of '%s': %s", *format, *payload, problem);
        }
    }
}
