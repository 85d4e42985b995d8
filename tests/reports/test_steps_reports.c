// SPDX-License-Identifier: MIT
// The steps of series in all formats, byte for byte, and what texts in them must not do.
#include <criterion/criterion.h>
#include <math.h>

#include "framework/history/step_search.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_series.h"
#include "tests/reports/sinks.h"

enum { STEPS = 3 };

// Three steps of made-up series, whose texts contain a word.
struct listing {
    struct history_reading *reading;
    struct found_step steps[STEPS];
    struct step_search search;
};

static void listing_init(struct listing *listing, const char *word)
{
    struct history_reading *reading = listing->reading = sample_series(word);
    struct history_run *last = g_ptr_array_index(reading->runs, 1);
    struct history_run *first = g_ptr_array_index(reading->runs, 2);
    const struct found_step usual = {
        .series = g_ptr_array_index(reading->series, 0),
        .at = 2,
        .last = last,
        .first = first,
        .from = last,
        .to = first,
        .before = 100,
        .after = 120,
        .ratio = 1.2,
        .interval = {1.15, 1.25},
        .p = 3e-7,
        .age = 3,
        .is_called = true,
        .direction = STEP_WORSE,
    };
    g_free(first->compiler);
    first->compiler = g_strconcat("gcc 13", word, NULL);
    for (int i = 0; i < STEPS; i++)
        listing->steps[i] = usual;
    listing->steps[0].check = STEP_CONFIRMED;
    listing->steps[0].checked = g_strconcat("confirmed: slower, +19.00%", word, NULL);
    listing->steps[1].series = g_ptr_array_index(reading->series, 1);
    listing->steps[1].is_accepted = true;
    listing->steps[1].is_last_alone = true;
    listing->steps[1].p = 0.0123;
    listing->steps[1].from = g_ptr_array_index(reading->runs, 0);
    listing->steps[2].series = g_ptr_array_index(reading->series, 2);
    listing->steps[2].direction = STEP_BETTER;
    listing->steps[2].before = 3;
    listing->steps[2].after = 0;
    listing->steps[2].ratio = listing->steps[2].interval[0] = listing->steps[2].interval[1] = NAN;
    listing->search = (struct step_search){
        .steps = g_ptr_array_new(), .level = 0.02, .n_series = 7, .n_short = 1};
    for (int i = 0; i < STEPS; i++)
        g_ptr_array_add(listing->search.steps, &listing->steps[i]);
}

static void listing_clear(struct listing *listing)
{
    g_free(listing->steps[0].checked);
    g_ptr_array_unref(listing->search.steps);
    history_reading_free(listing->reading);
}

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
    struct listing listing;
    listing_init(&listing, "");
    const struct steps_report report = {.search = &listing.search,
                                        .steps = listing.search.steps,
                                        .version = "1.2.3",
                                        .file = "h.db"};
    g_autofree char *table = render("table", &report);
    golden_check("steps.txt", table);
    g_autofree char *json = render("json", &report);
    golden_check("steps.json", json);
    listing_clear(&listing);
}

Test(steps_reports, say_that_nothing_was_found)
{
    struct listing listing;
    listing_init(&listing, "");
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    const struct steps_report report = {.search = &listing.search, .steps = none};
    g_autofree char *table = render("table", &report);
    cr_assert_str_eq(table, "0 steps in 7 series\n");
    listing_clear(&listing);
}

Test(steps_reports, do_nothing_with_texts)
{
    g_autofree char *names = reporter_names_of_steps();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    cr_assert_eq(g_strv_length(formats), 2);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        struct listing listing;
        listing_init(&listing, *payload);
        const struct steps_report report = {
            .search = &listing.search, .steps = listing.search.steps, .file = *payload};
        for (char **format = formats; *format != NULL; format++) {
            g_autofree char *text = render(*format, &report);
            g_autofree char *problem = sink_problem(*format, text);
            cr_expect_null(problem, "%s of '%s': %s", *format, *payload, problem);
        }
        listing_clear(&listing);
    }
}
