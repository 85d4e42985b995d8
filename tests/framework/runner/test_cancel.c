// SPDX-License-Identifier: MIT
// Cases that another benchrun asks to skip, in the middle and before they begin.
#include "framework/runner/cancel.h"

#include <criterion/criterion.h>

#include "framework/live/live_list.h"
#include "framework/runner/testing.h"
#include "tests/framework/base/leftover.h"
#include "tests/framework/live/live_place.h"
#include "tests/framework/runner/measured.h"

static void open_place(void)
{
    live_place_open();
    set_mark();
    presence_begin("benchrun test");
}

static void close_place(void)
{
    presence_end();
    live_place_close();
}

TestSuite(cancel, .init = open_place, .fini = close_place, .timeout = 100);

// As `benchrun cancel` does.
static void ask(const char *id, enum run_case_request request)
{
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_assert_eq(list->runs->len, 1);
    const struct shown_run *run = g_ptr_array_index(list->runs, 0);
    for (guint i = 0; i < run->cases->len; i++)
        if (g_str_equal(((const struct shown_case *)g_ptr_array_index(run->cases, i))->id, id))
            cr_expect_eq(shown_run_cancel(run, i, request), CASE_ASKED);
}

static enum run_case_state state_of(const char *id)
{
    const struct run_case *shown = presence_find_case(id);
    return shown != NULL ? (enum run_case_state)shown->state : RUN_CASE_WAITS;
}

static GPtrArray *plans; // of this test

static void show_plan(struct plan *plan)
{
    plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    g_ptr_array_add(plans, plan);
    plans_show(plans);
}

static void expect_cancelled(const struct result *result)
{
    const char *id = result->bench_case->id;
    cr_expect_eq(result->status, STATUS_SKIPPED, "%s", id);
    cr_expect_str_eq(result->message, "cancelled", "%s", id);
    cr_expect_eq(state_of(id), RUN_CASE_CANCELLED, "%s", id);
}

static void measure(struct plan *plan, const struct observer *observer)
{
    plan_begin(plan);
    cr_assert(plan_measure(plan, &settings, NULL, observer, NULL));
    plan_end(plan);
    cr_expect_eq(leftover_count(env[0]), 0, "a process is left behind");
}

Test(cancel, before_a_case_begins_skips_it_and_measures_the_others)
{
    struct plan *plan = plan_new(42);
    add_scripted(plan, "slow", 30); // the baseline
    add_scripted(plan, "good", 30);
    show_plan(plan);
    ask("slow", RUN_CASE_SKIP);
    measure(plan, &nobody);
    expect_cancelled(result_at(plan, 0));
    cr_expect_eq(result_at(plan, 0)->processes->len, 0);
    expect_whole(result_at(plan, 1));
    cr_expect_eq(state_of("good"), RUN_CASE_DONE);
}

// Called at the beginning of each restart.
static void ask_in_the_second(void *data, const struct plan *plan, double share)
{
    (void)data;
    (void)share;
    if (plan->done == 1)
        ask("good", RUN_CASE_SKIP);
}

Test(cancel, in_the_middle_of_a_case_ends_it_between_its_samples)
{
    struct plan *plan = plan_new(42);
    const struct observer observer = {.progress = ask_in_the_second};
    add_scripted(plan, "good", 30);
    add_scripted(plan, "slow", 30);
    show_plan(plan);
    measure(plan, &observer);
    expect_cancelled(result_at(plan, 0));
    cr_expect_eq(result_at(plan, 0)->processes->len, 1, "what was measured before is kept");
    expect_whole(result_at(plan, 1));
}

Test(cancel, of_all_cases_ends_the_plan)
{
    struct plan *plan = plan_new(42);
    add_scripted(plan, "good", 30);
    add_scripted(plan, "slow", 30);
    show_plan(plan);
    ask("good", RUN_CASE_SKIP);
    ask("slow", RUN_CASE_KILL);
    measure(plan, &nobody);
    expect_cancelled(result_at(plan, 0));
    expect_cancelled(result_at(plan, 1));
}

static gpointer kill_when_it_runs(gpointer id)
{
    while (state_of(id) != RUN_CASE_RUNS)
        g_usleep(1000);
    g_usleep(20000); // so that it hangs, most of the time
    ask(id, RUN_CASE_KILL);
    return NULL;
}

Test(cancel, by_killing_ends_a_case_that_hangs)
{
    struct plan *plan = plan_new(42);
    add_scripted(plan, "good", 30);
    add_scripted(plan, "hangs-leaving-children", 1000);
    show_plan(plan);
    GThread *thread = g_thread_new("kill", kill_when_it_runs, (gpointer) "hangs-leaving-children");
    measure(plan, &nobody);
    g_thread_join(thread);
    expect_cancelled(result_at(plan, 1));
    expect_whole(result_at(plan, 0));
}

static void count_done(void *data, struct plan *plan)
{
    (void)plan;
    ++*(guint *)data;
}

Test(cancel, works_for_tests_that_run_at_the_same_time)
{
    guint n_done = 0;
    struct plan *plan = plan_new(42);
    add_scripted(plan, "good", 30);
    add_scripted(plan, "deaf-to-its-end", 1000);
    add_scripted(plan, "slow", 1000);
    show_plan(plan);
    ask("slow", RUN_CASE_SKIP);
    GThread *thread = g_thread_new("kill", kill_when_it_runs, (gpointer) "deaf-to-its-end");
    cr_assert(plans_test(plans, 2, count_done, &n_done, NULL));
    g_thread_join(thread);
    cr_expect_eq(n_done, 1);
    cr_expect_eq(result_at(plan, 0)->status, STATUS_OK);
    expect_cancelled(result_at(plan, 1));
    expect_cancelled(result_at(plan, 2));
    cr_expect_eq(leftover_count(env[0]), 0, "a process is left behind");
}
