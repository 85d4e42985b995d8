// SPDX-License-Identifier: MIT
#include "tests/reports/sample_steps.h"

#include <glib.h>
#include <math.h>

#include "tests/reports/sample_series.h"

void sample_steps_init(struct sample_steps *listing, const char *word)
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
    for (int i = 0; i < SAMPLE_STEPS; i++)
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
    for (int i = 0; i < SAMPLE_STEPS; i++)
        g_ptr_array_add(listing->search.steps, &listing->steps[i]);
}

void sample_steps_clear(struct sample_steps *listing)
{
    g_free(listing->steps[0].checked);
    g_ptr_array_unref(listing->search.steps);
    history_reading_free(listing->reading);
}
