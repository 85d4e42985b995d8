// SPDX-License-Identifier: MIT
#include "framework/result/file/merge.h"

#include <criterion/criterion.h>

#include "framework/result/file/ranges.h"

static void add(struct run *run, enum side side, const char *suite, const char *name)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->suite = g_strdup(suite);
    bench_case->group = g_strdup("g");
    bench_case->name = g_strdup(name);
    bench_case->threads = 1;
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    result->side = side;
    run_add(run, result);
}

static struct run *make(const char *suite, const char *names)
{
    struct run *run = run_new();
    g_auto(GStrv) words = g_strsplit(names, " ", -1);
    for (char **name = words; *name != NULL; name++)
        add(run, SIDE_NONE, suite, *name);
    return run;
}

static const struct bench_case *case_at(const struct run *run, guint i)
{
    return ((const struct result *)g_ptr_array_index(run->results, i))->bench_case;
}

static bool merge(struct run *into, struct run *from, const char *label, GError **error)
{
    struct merging merging;
    merging_begin(&merging, into);
    bool is_good = merging_add(&merging, from, label, error);
    merging_clear(&merging);
    return is_good;
}

Test(merge, keeps_ids_that_are_new)
{
    g_autoptr(Run) into = make("one", "a");
    g_autoptr(Run) from = make("two", "b");
    cr_assert(merge(into, from, "second", NULL));
    cr_assert_eq(into->results->len, 2);
    cr_expect_str_eq(case_at(into, 1)->id, "g/b");
    cr_expect_str_eq(case_at(into, 1)->suite, "two");
    cr_expect_eq(into->warnings->len, 0);
    cr_expect_eq(from->results->len, 0);
}

Test(merge, marks_ids_that_are_there_already)
{
    g_autoptr(Run) into = make("one", "a b");
    g_autoptr(Run) from = make("two", "a c");
    g_ptr_array_add(from->comparisons, comparison_new("g/c", "g/a"));
    cr_assert(merge(into, from, "second", NULL));
    cr_expect_str_eq(case_at(into, 2)->id, "g/a @second");
    cr_expect_str_eq(case_at(into, 3)->id, "g/c");
    const struct comparison *comparison = g_ptr_array_index(into->comparisons, 0);
    cr_expect_str_eq(comparison->id, "g/c");
    cr_expect_str_eq(comparison->baseline, "g/a @second");
    cr_assert_eq(into->warnings->len, 1);
    cr_expect_str_eq(
        (const char *)g_ptr_array_index(into->warnings, 0),
        "'second' has ids that another file also has, so here they end in ' @second': 1");
}

Test(merge, keeps_cases_of_one_suite_in_two_runs_from_being_alternatives)
{
    g_autoptr(Run) into = make("one", "a");
    g_autoptr(Run) from = make("one", "b");
    cr_assert(merge(into, from, "second", NULL));
    cr_expect_str_eq(case_at(into, 1)->suite, "one @second");
    cr_expect_not(case_is_alternative(case_at(into, 0), case_at(into, 1)));
}

Test(merge, of_the_same_label_again_numbers_it)
{
    g_autoptr(Run) into = make("one", "a");
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Run) from = make("one", "a");
        cr_assert(merge(into, from, "x", NULL));
    }
    cr_expect_str_eq(case_at(into, 1)->id, "g/a @x");
    cr_expect_str_eq(case_at(into, 2)->id, "g/a @x-2");
}

Test(merge, gives_no_id_that_the_file_itself_has)
{
    g_autoptr(Run) into = make("one", "a");
    g_autoptr(Run) from = make("two", "a");
    add(from, SIDE_NONE, "two", "a @x");
    cr_assert(merge(into, from, "x", NULL));
    cr_expect_str_eq(case_at(into, 1)->id, "g/a @x");
    cr_expect_str_eq(case_at(into, 2)->id, "g/a @x @x");
}

Test(merge, renames_both_sides_of_a_comparison_alike)
{
    g_autoptr(Run) into = run_new();
    g_autoptr(Run) from = run_new();
    struct run *const runs[] = {into, from};
    for (size_t i = 0; i < 2; i++) {
        runs[i]->base_name = g_strdup("old");
        runs[i]->head_name = g_strdup(i == 0 ? "new" : "newer");
        add(runs[i], SIDE_BASE, "base", "a");
        add(runs[i], SIDE_HEAD, "head", "a");
    }
    cr_assert(merge(into, from, "x", NULL));
    const struct result *base = g_ptr_array_index(into->base, 1);
    cr_expect_str_eq(base->bench_case->id, "g/a @x");
    cr_expect_str_eq(case_at(into, 1)->id, "g/a @x");
    cr_expect_str_eq(into->base_name, "old");
    cr_expect_str_eq(into->head_name, "new; newer");
}

Test(merge, adds_durations_up_to_what_a_file_may_say)
{
    g_autoptr(Run) into = make("one", "a");
    g_autoptr(Run) from = make("two", "b");
    into->duration_s = 2;
    from->duration_s = 3;
    cr_assert(merge(into, from, "second", NULL));
    cr_expect_eq(into->duration_s, 5);
    g_autoptr(Run) another = make("three", "c");
    another->duration_s = range_time_s.most;
    cr_assert(merge(into, another, "third", NULL));
    cr_expect_eq(into->duration_s, range_time_s.most);
}

Test(merge, refuses_a_comparison_of_builds_beside_a_run)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Run) into = make("one", "a");
    g_autoptr(Run) from = make("two", "b");
    from->base_name = g_strdup("old");
    cr_assert_not(merge(into, from, "second", &error));
    cr_expect_not_null(strstr(error->message, "'second'"));
    cr_expect_eq(into->results->len, 1);
}

Test(merge, tells_of_another_machine_and_forgets_another_revision)
{
    g_autoptr(Run) into = make("one", "a");
    g_autoptr(Run) from = make("two", "b");
    struct run *const runs[] = {into, from};
    for (size_t i = 0; i < 2; i++) {
        runs[i]->machine = g_new0(struct machine, 1);
        runs[i]->machine->id = g_strdup(i == 0 ? "this" : "that");
        runs[i]->revision.git = g_strdup(i == 0 ? "1234" : "5678");
        references_take(runs[i]->references, "l1", 1);
    }
    cr_assert(merge(into, from, "second", NULL));
    cr_assert_eq(into->warnings->len, 1);
    cr_expect_not_null(strstr(g_ptr_array_index(into->warnings, 0), "another machine"));
    cr_expect_null(into->revision.git);
    cr_expect_eq(into->references->len, 0, "they are of one machine");
}
