// SPDX-License-Identifier: MIT
#include "framework/history/step_search.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/history/accepted.h"
#include "framework/stats/random.h"
#include "sample_history.h"

enum { COMMITS = 40 };
static const struct step_rules rules = {.alpha = 0.05, .margin = 0.03};

// One series in memory, a run at each commit: around 100 ns with a noise of 1 %, and from a commit
// on `times` as long.
struct trend {
    struct history_commit commits[COMMITS];
    char names[COMMITS][8];
    struct history_run runs[COMMITS];
    struct history_series series;
    struct history_reading reading;
};

static void trend_init(struct trend *trend, guint from, double times)
{
    struct random random = {1};
    *trend = (struct trend){
        .series = {.machine = (char *)"m1",
                   .suite = (char *)"sum",
                   .case_id = (char *)"sum/plain",
                   .metric = (char *)"time",
                   .unit = (char *)"ns",
                   .better = BETTER_LESS,
                   .points = g_array_new(FALSE, FALSE, sizeof(struct history_point))},
        .reading = {.series = g_ptr_array_new()},
    };
    for (guint i = 0; i < COMMITS; i++) {
        g_snprintf(trend->names[i], sizeof trend->names[i], "c%u", i);
        trend->commits[i].name = trend->names[i];
        trend->runs[i] = (struct history_run){
            .commit = &trend->commits[i], .compiler = (char *)"gcc 12 -O2", .rank = i};
        double value = 100 * (1 + 0.02 * (random_unit(&random) - 0.5)) * (i >= from ? times : 1);
        struct history_point point = {&trend->runs[i], value, 0.99 * value, 1.01 * value};
        g_array_append_val(trend->series.points, point);
    }
    g_ptr_array_add(trend->reading.series, &trend->series);
}

static void trend_clear(struct trend *trend)
{
    g_array_unref(trend->series.points);
    g_ptr_array_unref(trend->reading.series);
}

static struct history_point *point_at(struct trend *trend, guint i)
{
    return &g_array_index(trend->series.points, struct history_point, i);
}

static const struct found_step *only_step(const struct step_search *search)
{
    cr_assert_eq(search->steps->len, 1, "%u", search->steps->len);
    return g_ptr_array_index(search->steps, 0);
}

Test(step_search, says_which_commit_changed_what)
{
    struct trend trend;
    trend_init(&trend, 25, 1.2);
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    const struct found_step *step = only_step(search);
    cr_assert_str_eq(step->last->commit->name, "c24");
    cr_assert_str_eq(step->first->commit->name, "c25");
    cr_assert_eq(step->at, 25);
    cr_assert_eq(step->age, COMMITS - 25);
    cr_assert_eq(step->direction, STEP_WORSE);
    cr_assert(step->is_called);
    cr_assert_float_eq(step->before, 100, 1);
    cr_assert_float_eq(step->after, 120, 1.2);
    cr_assert(step->interval[0] < 1.2 && step->interval[1] > 1.2);
    cr_assert_not(found_step_has_new_compiler(step));
    trend_clear(&trend);
}

Test(step_search, says_between_which_commits_an_unclear_step_lies)
{
    struct trend trend;
    trend_init(&trend, 25, 1.2);
    *point_at(&trend, 24) = (struct history_point){&trend.runs[24], 112, -110, 334};
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    const struct found_step *step = only_step(search);
    cr_assert(found_step_is_vague(step));
    cr_assert_str_eq(step->from->commit->name, "c23");
    cr_assert_str_eq(step->to->commit->name, "c25");
    *point_at(&trend, 24) = *point_at(&trend, 23);
    g_autoptr(StepSearch) clear = step_search_new(&trend.reading, &rules);
    cr_assert_not(found_step_is_vague(only_step(clear)));
    trend_clear(&trend);
}

// Such an interval was taken for one that is not known, which weighs as much as any.
Test(step_search, weighs_a_value_little_whose_interval_reaches_0)
{
    struct trend trend;
    trend_init(&trend, COMMITS, 1);
    *point_at(&trend, COMMITS - 1) =
        (struct history_point){&trend.runs[COMMITS - 1], 130, -200, 460};
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    cr_assert_eq(search->steps->len, 0);
    trend_clear(&trend);
}

Test(step_search, finds_steps_where_all_intervals_reach_0)
{
    struct trend trend;
    trend_init(&trend, 25, 1.2);
    for (guint i = 0; i < COMMITS; i++) {
        point_at(&trend, i)->low = -20;
        point_at(&trend, i)->high = 240;
    }
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    cr_assert_eq(only_step(search)->at, 25);
    trend_clear(&trend);
}

Test(step_search, knows_that_more_may_be_better)
{
    struct trend trend;
    trend_init(&trend, 25, 1.2);
    trend.series.better = BETTER_MORE;
    g_autoptr(StepSearch) more = step_search_new(&trend.reading, &rules);
    cr_assert_eq(only_step(more)->direction, STEP_BETTER);
    trend.series.better = BETTER_UNKNOWN;
    g_autoptr(StepSearch) unknown = step_search_new(&trend.reading, &rules);
    cr_assert_eq(only_step(unknown)->direction, STEP_UNKNOWN);
    trend_clear(&trend);
}

Test(step_search, takes_the_median_of_the_runs_of_a_commit)
{
    struct trend trend;
    trend_init(&trend, COMMITS, 1);
    for (guint i = 0; i < COMMITS; i++) { // a second and a third run, one of them far off
        struct history_point good = *point_at(&trend, 3 * i);
        struct history_point bad = good;
        bad.value *= i % 2 ? 5 : 0.2;
        g_array_insert_val(trend.series.points, 3 * i + 1, bad);
        g_array_insert_val(trend.series.points, 3 * i + 2, good);
    }
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    cr_assert_eq(search->steps->len, 0);
    trend_clear(&trend);
}

Test(step_search, leaves_out_what_is_no_number_or_of_no_commit)
{
    struct trend trend;
    trend_init(&trend, 25, 1.2);
    point_at(&trend, 3)->value = NAN;
    point_at(&trend, 4)->value = INFINITY;
    for (guint i = 5; i < 9; i++) {
        trend.runs[i].is_dirty = true;
        point_at(&trend, i)->value = 900;
    }
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    cr_assert_eq(search->n_left_out, 2);
    cr_assert_eq(search->n_uncommitted, 4);
    cr_assert_eq(only_step(search)->at, 25);
    trend_clear(&trend);
}

Test(step_search, judges_values_that_are_not_above_0_as_they_are)
{
    struct trend trend;
    trend_init(&trend, COMMITS, 1);
    for (guint i = 0; i < COMMITS; i++)
        *point_at(&trend, i) = (struct history_point){&trend.runs[i],
                                                      i < 30    ? 0
                                                      : i == 35 ? -1
                                                                : 3,
                                                      NAN, NAN};
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    const struct found_step *step = only_step(search);
    cr_assert_eq(step->at, 30);
    cr_assert_eq(step->before, 0);
    cr_assert_eq(step->after, 3);
    cr_assert(isnan(step->ratio));
    cr_assert_eq(step->direction, STEP_WORSE);
    trend_clear(&trend);
}

Test(step_search, of_equal_values_finds_nothing)
{
    struct trend trend;
    trend_init(&trend, COMMITS, 1);
    for (guint i = 0; i < COMMITS; i++)
        *point_at(&trend, i) = (struct history_point){&trend.runs[i], 0, 0, 0};
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    cr_assert_eq(search->steps->len, 0);
    trend_clear(&trend);
}

Test(step_search, calls_no_smaller_change_than_the_margin_unless_the_metric_is_a_count)
{
    struct trend trend;
    trend_init(&trend, 20, 1.025);
    g_autoptr(StepSearch) small = step_search_new(&trend.reading, &rules);
    cr_assert_not(only_step(small)->is_called);
    g_autoptr(StepSearch) all =
        step_search_new(&trend.reading, &(struct step_rules){.alpha = 0.05, .margin = 0});
    cr_assert(only_step(all)->is_called);
    for (guint i = 0; i < COMMITS; i++)
        *point_at(&trend, i) =
            (struct history_point){&trend.runs[i], i < 20 ? 2000 : 2010, NAN, NAN};
    const char *const measured[] = {"time", "cpu_share"};
    for (size_t i = 0; i < G_N_ELEMENTS(measured); i++) {
        trend.series.metric = (char *)measured[i];
        g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
        cr_assert_not(only_step(search)->is_called);
    }
    trend.series.metric = (char *)"instructions";
    g_autoptr(StepSearch) counted = step_search_new(&trend.reading, &rules);
    cr_assert(only_step(counted)->is_called);
    trend_clear(&trend);
}

Test(step_search, leaves_out_metrics_of_which_nobody_knows_what_is_better)
{
    struct trend trend;
    trend_init(&trend, 20, 1.2);
    trend.series.better = BETTER_UNKNOWN;
    struct step_rules judged = rules;
    judged.only_judged = true;
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &judged);
    cr_assert_eq(search->steps->len, 0);
    cr_assert_eq(search->n_series, 0);
    trend_clear(&trend);
}

Test(step_search, counts_series_that_are_too_short)
{
    struct trend trend;
    trend_init(&trend, COMMITS, 1);
    for (guint n = 7; n-- > 0;) {
        g_array_set_size(trend.series.points, n);
        g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
        cr_assert_eq(search->n_short, 1);
        cr_assert_eq(search->n_series, 1);
        cr_assert_eq(search->steps->len, 0);
    }
    g_ptr_array_set_size(trend.reading.series, 0);
    g_autoptr(StepSearch) empty = step_search_new(&trend.reading, &rules);
    cr_assert_eq(empty->n_series, 0);
    trend_clear(&trend);
}

Test(step_search, sees_where_the_compiler_changed_too)
{
    struct trend trend;
    trend_init(&trend, 25, 1.2);
    for (guint i = 25; i < COMMITS; i++)
        trend.runs[i].compiler = (char *)"gcc 13 -O2";
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    cr_assert(found_step_has_new_compiler(only_step(search)));
    cr_assert_eq(search->n_compilers, 1);
    trend_clear(&trend);
}

Test(accepted_steps, are_kept_in_the_history_and_found_two_commits_off)
{
    struct sample_history history;
    struct trend trend;
    sample_history_init(&history);
    trend_init(&trend, 25, 1.2);
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    {
        g_autoptr(History) file = history_open(history.path, HISTORY_WRITES, NULL);
        cr_assert(history_accept(file, "sum/plain", "c27", NULL));
        cr_assert(history_accept(file, "sum/plain", "c27", NULL)); // again
        cr_assert(history_accept(file, "sum/other", "c25", NULL));
    }
    g_autoptr(History) file = history_open(history.path, HISTORY_READS, NULL);
    g_autoptr(GHashTable) accepted = history_read_accepted(file, NULL);
    cr_assert_eq(g_hash_table_size(accepted), 2);
    cr_assert(accepted_has(accepted, "sum/plain", "c27"));
    cr_assert_not(accepted_has(accepted, "sum/plain", "c25"));
    step_search_accept(search, accepted);
    cr_assert(only_step(search)->is_accepted);
    g_hash_table_remove_all(accepted);
    step_search_accept(search, accepted);
    cr_assert_not(only_step(search)->is_accepted);
    trend_clear(&trend);
    sample_history_clear(&history);
}

Test(accepted_steps, three_commits_off_are_others)
{
    struct sample_history history;
    struct trend trend;
    sample_history_init(&history);
    trend_init(&trend, 25, 1.2);
    g_autoptr(StepSearch) search = step_search_new(&trend.reading, &rules);
    g_autoptr(History) file = history_open(history.path, HISTORY_WRITES, NULL);
    cr_assert(history_accept(file, "sum/plain", "c28", NULL));
    cr_assert(history_accept(file, "sum/plain", "c22", NULL));
    g_autoptr(GHashTable) accepted = history_read_accepted(file, NULL);
    step_search_accept(search, accepted);
    cr_assert_not(only_step(search)->is_accepted);
    trend_clear(&trend);
    sample_history_clear(&history);
}
