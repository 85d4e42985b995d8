// SPDX-License-Identifier: MIT
// Looks at a machine in all formats, byte for byte, and what texts in them must not do.
#include <criterion/criterion.h>
#include <string.h>

#include "reports/charts/drawing.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_checkup.h"
#include "tests/reports/sinks.h"

static char *render(const char *format, const struct checkup_report *report)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    bool is_good = reporter_find(format)->write_checkup(out, report, &error);
    cr_assert(is_good, "%s: %s", format, error ? error->message : "");
    return g_string_free(out, FALSE);
}

static void check(const char *name, const char *format, const struct checkup_report *report)
{
    g_autofree char *text = render(format, report);
    golden_check(name, text);
}

Test(checkups, are_shown_as_they_were)
{
    g_autoptr(Checkup) checkup = sample_checkup("powersave");
    const struct checkup_report report = {
        .checkup = checkup, .version = "1.2.3", .started = "2026-01-02T03:04:05Z"};
    const struct checkup_report in_colour = {.checkup = checkup, .width = 60, .use_colour = true};
    check("checkup.txt", "table", &report);
    check("checkup_colour.txt", "table", &in_colour);
    check("checkup.json", "json", &report);
    check("checkup.md", "markdown", &report);
    check("checkup.html", "html", &report);
}

Test(checkups, do_nothing_with_texts)
{
    g_autofree char *names = reporter_names_of_checkups();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        g_autoptr(Checkup) checkup = sample_checkup(*payload);
        const struct checkup_report report = {.checkup = checkup, .version = *payload};
        for (char **format = formats; *format != NULL; format++) {
            g_autofree char *text = render(*format, &report);
            g_autofree char *problem = sink_problem(*format, text);
            cr_expect_null(problem, "%s of '%s': %s", *format, *payload, problem);
        }
    }
}

// gnuplot's picture is no more than that, whatever is in it.
Test(checkups, show_pictures_alone)
{
    static char text[] = "##[error] <b>";
    static char content[] = "<svg viewBox=\"0 0 9 9\" onload=\"pwned\"><script>pwned</script><g "
                            "onclick=\"pwned\"><text x=\"1\">##[error]&lt;b&gt;</text></g></svg>";
    struct drawing drawing = {.finding = text, .about = text, .content = content};
    g_autoptr(GPtrArray) drawn = g_ptr_array_new();
    g_ptr_array_add(drawn, &drawing);
    const struct drawings drawings = {.drawn = drawn};
    g_autoptr(Checkup) checkup = sample_checkup("");
    const struct checkup_report report = {.checkup = checkup, .drawings = &drawings};
    g_autofree char *page = render("html", &report);
    g_autofree char *problem = sink_problem("html", page);
    cr_expect_null(problem, "%s", problem);
    cr_expect_not_null(strstr(page, "<figure><svg"));
    cr_expect_null(strstr(page, "pwned"));
}
