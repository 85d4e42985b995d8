// SPDX-License-Identifier: MIT
#include "framework/result/file/parts.h"

#include <criterion/criterion.h>

static const char *const names[] = {"a.json", "b.json", "c.json", NULL};

static void add(struct run *run, enum side side, const char *name, size_t position)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->suite = g_strdup("s");
    bench_case->group = g_strdup("g");
    bench_case->name = g_strdup(name);
    bench_case->threads = 1;
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    result->side = side;
    result->position = position;
    run_add(run, result);
}

// Part `number` of 3 has the cases at the places `number` and `number` + 3.
static struct run *make(unsigned number)
{
    struct run *run = run_new();
    run->part = (struct run_part){.number = number, .of = 3, .cases = 2, .comparisons = 6};
    run->part.plans = g_strdup("digest");
    run->part.node = g_strdup_printf("n%u", number);
    run->part.options = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(run->part.options, g_strdup("--time=1"));
    run->version = g_strdup("1.0");
    run->command =
        g_strdup_printf("benchrun compare 'my base' head --shard %u/3 -q --shard=1/2", number);
    run->base_name = g_strdup("base");
    run->head_name = g_strdup("head");
    run->duration_s = 1;
    g_free(run->started);
    run->started = g_strdup_printf("2026-01-01T00:00:0%uZ", 9 - number);
    for (unsigned i = 0; i < 2; i++) {
        g_autofree char *name = g_strdup_printf("c%u", number + 3 * i);
        add(run, SIDE_BASE, name, number + 3 * i);
        add(run, SIDE_HEAD, name, number + 3 * i);
    }
    g_ptr_array_add(run->warnings, g_strdup("said by all"));
    return run;
}

// Only what one machine measured can be of the whole.
Test(parts, of_one_machine_have_their_references_together)
{
    for (int machines = 1; machines <= 2; machines++) {
        g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func((GDestroyNotify)run_free);
        for (unsigned number = 1; number <= 3; number++) {
            struct run *run = make(number);
            run->machine = g_new0(struct machine, 1);
            run->machine->id = g_strdup(machines == 2 && number == 3 ? "m2" : "m1");
            references_take(run->references, "l1", number);
            run->references_s = 0.25;
            g_ptr_array_add(runs, run);
        }
        g_autoptr(Run) whole = parts_join(runs, names, false, NULL);
        cr_assert_eq(whole->references->len, machines == 1);
        cr_expect_eq(whole->references_s, 0.75);
        if (machines == 1)
            cr_expect_eq(references_find(whole->references, "l1")->median_ns, 2);
    }
}

static GPtrArray *make_all(const unsigned *numbers, unsigned n)
{
    GPtrArray *runs = g_ptr_array_new_with_free_func((GDestroyNotify)run_free);
    for (unsigned i = 0; i < n; i++)
        g_ptr_array_add(runs, make(numbers[i]));
    return runs;
}

static const char *id_at(const GPtrArray *results, guint i)
{
    return ((const struct result *)g_ptr_array_index(results, i))->bench_case->id;
}

Test(parts, become_a_whole_in_its_order)
{
    g_autoptr(GPtrArray) runs = make_all((const unsigned[]){3, 1, 2}, 3);
    g_autoptr(Run) whole = parts_join(runs, names, false, NULL);
    cr_assert_not_null(whole);
    cr_assert_eq(whole->results->len, 6);
    for (guint i = 0; i < 6; i++) {
        g_autofree char *id = g_strdup_printf("g/c%u", i + 1);
        g_autofree char *node = g_strdup_printf("n%u", i % 3 + 1);
        const struct result *result = g_ptr_array_index(whole->results, i);
        cr_expect_str_eq(id_at(whole->results, i), id);
        cr_expect_str_eq(id_at(whole->base, i), id);
        cr_expect_str_eq(result->node, node);
        cr_expect_eq(result->position, 0);
    }
    cr_expect_eq(whole->part.of, 0);
    cr_expect_eq(whole->part.comparisons, 0);
    cr_expect_eq(whole->duration_s, 3);
    cr_expect_str_eq(whole->started, "2026-01-01T00:00:06Z");
    cr_expect_str_eq(whole->command, "benchrun compare 'my base' head -q");
    cr_assert_eq(whole->warnings->len, 1);
    cr_expect_eq(runs->len, 0);
}

Test(parts, give_the_whole_an_id_that_their_order_does_not_change)
{
    g_autoptr(GPtrArray) runs = make_all((const unsigned[]){3, 1, 2}, 3);
    g_autoptr(GPtrArray) others = make_all((const unsigned[]){1, 2, 3}, 3);
    for (unsigned i = 0; i < 3; i++) {
        struct run *run = g_ptr_array_index(runs, i);
        struct run *same = g_ptr_array_index(others, run->part.number - 1);
        g_free(same->id);
        same->id = g_strdup(run->id);
    }
    g_autoptr(Run) whole = parts_join(runs, names, false, NULL);
    g_autoptr(Run) other = parts_join(others, names, false, NULL);
    cr_expect_str_eq(whole->id, other->id);
}

static void expect_refused(GPtrArray *runs, bool is_partial, const char *words)
{
    g_autoptr(GError) error = NULL;
    cr_expect_null(parts_join(runs, names, is_partial, &error), "%s", words);
    cr_assert_not_null(error);
    cr_expect_str_eq(error->message, words);
}

Test(parts, must_all_be_there)
{
    g_autoptr(GPtrArray) runs = make_all((const unsigned[]){1, 3}, 2);
    expect_refused(runs, false, "part 2 of 3 is missing (--partial merges the others)");
    g_ptr_array_set_size(runs, 1);
    expect_refused(runs, false, "parts 2, 3 of 3 are missing (--partial merges the others)");
}

Test(parts, that_are_missing_may_be_accepted)
{
    g_autoptr(GPtrArray) runs = make_all((const unsigned[]){3, 1}, 2);
    g_autoptr(Run) whole = parts_join(runs, names, true, NULL);
    cr_assert_not_null(whole);
    cr_expect_eq(whole->results->len, 4);
    cr_expect_str_eq((const char *)g_ptr_array_index(whole->warnings, 0), "part 2 of 3 is missing");
    cr_expect_eq(whole->part.comparisons, 6); // all count, though some are not there
    cr_expect_eq(whole->part.number, 0);
    g_autoptr(GPtrArray) again = g_ptr_array_new();
    g_ptr_array_add(again, whole);
    expect_refused(again, true,
                   "'a.json' was merged from some of its parts: name the parts themselves");
}

Test(parts, must_be_complete)
{
    g_autoptr(GPtrArray) runs = make_all((const unsigned[]){1, 2, 3}, 3);
    g_ptr_array_set_size(((struct run *)g_ptr_array_index(runs, 1))->results, 1);
    expect_refused(runs, false,
                   "part 2 of 3 is not complete: 'b.json' has 1 of 2 cases (--partial merges the "
                   "others)");
    g_autoptr(Run) whole = parts_join(runs, names, true, NULL);
    cr_assert_not_null(whole);
    cr_expect_eq(whole->results->len, 5);
    cr_expect_eq(whole->part.of, 3);
}

Test(parts, must_not_be_there_twice)
{
    g_autoptr(GPtrArray) runs = make_all((const unsigned[]){2, 1, 2}, 3);
    expect_refused(runs, true, "part 2 of 3 is there twice: 'a.json' and 'c.json'");
}

// A part that one of these changed belongs to another whole.
static void be_whole(struct run *run)
{
    run_part_clear(&run->part);
}

static void be_of_more(struct run *run)
{
    run->part.of = 4;
}

static void be_older(struct run *run)
{
    run->version[0] = '0';
}

static void be_of_a_commit(struct run *run)
{
    run->revision.git = g_strdup("0123456789abcdef");
}

static void be_measured_longer(struct run *run)
{
    g_ptr_array_set_size(run->part.options, 0);
    g_ptr_array_add(run->part.options, g_strdup("--time=2"));
}

static void be_of_other_builds(struct run *run)
{
    run->head_name[0] = 'H';
}

static void be_of_other_cases(struct run *run)
{
    run->part.plans[0] = 'D';
}

static void be_a_test(struct run *run)
{
    run->is_test = true;
}

static void be_among_more(struct run *run)
{
    run->part.comparisons = 7;
}

Test(parts, must_be_of_one_whole)
{
#define OTHER                                                                                     \
    "'b.json' is a part of another whole than 'a.json': their lists of all cases, or what these " \
    "were expected to take, differ"
    static const struct {
        void (*change)(struct run *run);
        const char *words;
    } rows[] = {
        {be_whole, "'b.json' is a whole run, not a part of one (--shard)"},
        {be_of_more, "'b.json' is part 2 of 4, but 'a.json' is part 1 of 3"},
        {be_older, "'b.json' was measured by benchrun 0.0 and 'a.json' by 1.0: measure all parts "
                   "with one version"},
        {be_of_a_commit, "'b.json' was measured at the commit 0123456789ab and 'a.json' at none"},
        {be_measured_longer, "'a.json' was measured with --time=1, but 'b.json' with --time=2"},
        {be_of_other_builds,
         "'b.json' compares 'Head' with 'base', but 'a.json' compares 'head' with 'base'"},
        {be_of_other_cases, OTHER},
        {be_a_test, OTHER},
        {be_among_more, OTHER},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) runs = make_all((const unsigned[]){1, 2, 3}, 3);
        rows[i].change(g_ptr_array_index(runs, 1));
        expect_refused(runs, true, rows[i].words);
    }
}
