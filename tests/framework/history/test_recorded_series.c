// SPDX-License-Identifier: MIT
// The series of six cases over fifty commits, as record_commits recorded them on a machine that did
// other things meanwhile: the steps that were planted are found, and nothing else.
#include <criterion/criterion.h>
#include <math.h>

#include "framework/history/step_search.h"

enum { COMMITS = 50, CASES = 6 };

static const struct {
    const char *case_id;
    guint at;
    double ratio; // of the work
} planted[] = {{"chain/multiply", 15, 1.25},
               {"branches/random", 30, 0.8},
               {"branches/random", 40, 1.125},
               {"text/hash", 47, 1.3},
               {"copies/block", 22, 1.1}};

struct recorded {
    struct history_run runs[COMMITS];
    struct history_reading reading;
};

static void free_series(void *data)
{
    struct history_series *series = data;
    g_array_unref(series->points);
    g_free(series->case_id);
    g_free(series->metric);
    g_free(series);
}

static struct history_series *series_of(struct recorded *recorded, const char *case_id)
{
    GPtrArray *all = recorded->reading.series;
    for (guint i = 0; i < all->len; i++)
        if (g_str_equal(((struct history_series *)g_ptr_array_index(all, i))->case_id, case_id))
            return g_ptr_array_index(all, i);
    struct history_series *series = g_new0(struct history_series, 1);
    series->case_id = g_strdup(case_id);
    series->metric = g_strdup(HISTORY_TIME);
    series->better = BETTER_LESS;
    series->points = g_array_new(FALSE, FALSE, sizeof(struct history_point));
    g_ptr_array_add(all, series);
    return series;
}

static void read_recorded(struct recorded *recorded)
{
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(TEST_DATA "/history/fifty.csv", &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    *recorded =
        (struct recorded){.reading = {.series = g_ptr_array_new_with_free_func(free_series)}};
    for (guint i = 0; i < COMMITS; i++)
        recorded->runs[i].rank = i;
    for (guint i = 1; lines[i] != NULL; i++) { // below the titles
        g_auto(GStrv) fields = g_strsplit(lines[i], ",", -1);
        GArray *points = series_of(recorded, fields[0])->points;
        double numbers[3];
        for (int k = 0; k < 3; k++)
            numbers[k] = *fields[k + 1] ? g_ascii_strtod(fields[k + 1], NULL) : (double)NAN;
        cr_assert_lt(points->len, COMMITS);
        struct history_point point = {&recorded->runs[points->len], numbers[0], numbers[1],
                                      numbers[2]};
        g_array_append_val(points, point);
    }
}

static bool is_planted(const struct found_step *step, size_t i)
{
    return g_str_equal(step->series->case_id, planted[i].case_id) && step->at == planted[i].at;
}

Test(recorded_series, have_the_planted_steps_and_no_others)
{
    struct recorded recorded;
    read_recorded(&recorded);
    cr_assert_eq(recorded.reading.series->len, CASES);
    g_autoptr(StepSearch) search =
        step_search_new(&recorded.reading, &(struct step_rules){.alpha = 0.05, .margin = 0.03});
    guint called = 0, found = 0;
    for (guint i = 0; i < search->steps->len; i++) {
        const struct found_step *step = g_ptr_array_index(search->steps, i);
        if (!step->is_called)
            continue;
        called++;
        for (size_t k = 0; k < G_N_ELEMENTS(planted); k++)
            if (is_planted(step, k)) {
                found++;
                cr_assert_float_eq(step->ratio, planted[k].ratio, 0.05, "%s: %g",
                                   planted[k].case_id, step->ratio);
            }
    }
    cr_assert_eq(found, G_N_ELEMENTS(planted));
    cr_assert_eq(called, found);
    g_ptr_array_unref(recorded.reading.series);
}
