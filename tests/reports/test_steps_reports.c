// SPDX-License-Identifier: MIT
// The steps of series in all formats, byte for byte, and what texts in them must not do.
#include <criterion/criterion.h>

#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_steps.h"
#include "tests/reports/sinks.h"

static char *render(const char *format, const struct steps_report *report)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    bool is_good = reporter_find(format)->write_steps(out, report, &error);
    cr_assert(is_good, "%s: %s", format, error ? error->message : "");
    return g_string_free(out, FALSE);
}

Test(steps_reports, say_what_was_found)
{
    struct sample_steps listing;
    sample_steps_init(&listing, "");
    const struct steps_report report = {.search = &listing.search,
                                        .steps = listing.search.steps,
                                        .version = "1.2.3",
                                        .file = "h.db"};
    g_autofree char *table = render("table", &report);
    golden_check("steps.txt", table);
    g_autofree char *json = render("json", &report);
    golden_check("steps.json", json);
    sample_steps_clear(&listing);
}

Test(steps_reports, say_that_nothing_was_found)
{
    struct sample_steps listing;
    sample_steps_init(&listing, "");
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    const struct steps_report report = {.search = &listing.search, .steps = none};
    g_autofree char *table = render("table", &report);
    cr_assert_str_eq(table, "0 steps in 7 series\n");
    sample_steps_clear(&listing);
}

Test(steps_reports, do_nothing_with_texts)
{
    g_autofree char *names = reporter_names_of_steps();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    cr_assert_eq(g_strv_length(formats), 2);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        struct sample_steps listing;
        sample_steps_init(&listing, *payload);
        const struct steps_report report = {
            .search = &listing.search, .steps = listing.search.steps, .file = *payload};
        for (char **format = formats; *format != NULL; format++) {
            g_autofree char *text = render(*format, &report);
            g_autofree char *problem = sink_problem(*format, text);
            cr_expect_null(problem, "%s of '%s': %s", *format, *payload, problem);
        }
        sample_steps_clear(&listing);
    }
}
