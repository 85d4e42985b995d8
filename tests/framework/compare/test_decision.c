// SPDX-License-Identifier: MIT
#include "framework/compare/decision.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/base/array.h"
#include "framework/stats/quantile.h"
#include "framework/stats/random.h"

// What some restarts show: the log ratio, 0.1 % more or less in each of them.
static struct comparison *compare_of(unsigned restarts, double log_ratio)
{
    struct comparison *comparison = comparison_new("case", "case");
    comparison->ratio = exp(log_ratio);
    comparison->margin = 0.005;
    comparison->same_within = 0.02;
    for (unsigned i = 0; i < restarts; i++) {
        double change = log_ratio + 0.002 * ((double)i / (restarts - 1) - 0.5);
        g_array_append_val(comparison->changes, change);
    }
    return comparison;
}

static void expect_verdict(double log_ratio, enum verdict verdict)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    struct comparison *comparison = compare_of(12, log_ratio);
    g_ptr_array_add(alone, comparison);
    decision_make(alone, 0.01, 0);
    bool is_excluded = comparison->interval[0] > 1 || comparison->interval[1] < 1;
    cr_expect_eq(comparison->verdict, verdict, "%g is %s", log_ratio,
                 verdict_word(comparison->verdict));
    cr_expect_eq(is_excluded, comparison->confidence >= 0.99);
    cr_expect(comparison->detectable >= comparison->margin && comparison->detectable < 0.01);
}

Test(decision, knows_faster_slower_and_same)
{
    expect_verdict(0, VERDICT_SAME);
    expect_verdict(0.004, VERDICT_SAME); // different, but not beyond the margin
    expect_verdict(-0.004, VERDICT_SAME);
    expect_verdict(0.01, VERDICT_SLOWER);
    expect_verdict(-0.01, VERDICT_FASTER);
}

Test(decision, calls_a_difference_of_the_same_code_placement)
{
    const struct {
        double log_ratio;
        enum verdict verdict;
    } rows[] = {{0.01, VERDICT_PLACEMENT}, {-0.01, VERDICT_PLACEMENT}, {0, VERDICT_SAME}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) alone =
            g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
        struct comparison *comparison = compare_of(12, rows[i].log_ratio);
        g_ptr_array_add(alone, comparison);
        decision_make(alone, 0.01, 0);
        decision_take_code(comparison, true);
        cr_expect_eq(comparison->verdict, rows[i].verdict, "%g", rows[i].log_ratio);
        decision_make(alone, 0.01, 0);
        cr_expect_eq(comparison->verdict, rows[i].verdict, "%g, again", rows[i].log_ratio);
    }
}

Test(decision, spends_the_share_of_its_look)
{
    struct comparison *comparison = compare_of(12, 0.01);
    double whole[2], early[2];
    cr_expect(decision_interval(comparison, 0.01, whole));
    comparison->share = 0.1;
    cr_expect(decision_interval(comparison, 0.01, early));
    cr_expect(early[0] < whole[0] && whole[1] < early[1]);
    comparison->share = 0.01;
    cr_expect_not(decision_interval(comparison, 0.01, early));
    cr_expect(isnan(early[0]) && isnan(early[1]));
    comparison_free(comparison);
}

// A difference must stand out among all comparisons; that a case is the same is shown for it alone.
Test(decision, judges_the_same_alone_and_differences_together)
{
    enum { MANY = 300 };
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    for (unsigned i = 0; i < MANY - 2; i++)
        g_ptr_array_add(all, compare_of(10, 0));
    g_ptr_array_add(all, compare_of(10, 0.03)); // by itself it would be called: p is 0.002
    g_ptr_array_add(all, compare_of(20, 0.4));
    decision_make(all, 0.01, 0);
    const struct comparison *same = g_ptr_array_index(all, 0);
    const struct comparison *small = g_ptr_array_index(all, MANY - 2);
    const struct comparison *clear = g_ptr_array_index(all, MANY - 1);
    cr_expect_eq(same->verdict, VERDICT_SAME);
    cr_expect_float_eq(same->level, 0.99, 1e-12);
    cr_expect(isfinite(same->interval[0]));
    cr_expect_eq(small->verdict, VERDICT_UNCLEAR);
    cr_expect_str_eq(small->note, "fewer than 16 processes");
    cr_expect_eq(clear->verdict, VERDICT_SLOWER);
    cr_expect_float_eq(clear->level, 1 - 0.01 / MANY, 1e-12);
}

Test(decision, needs_more_restarts_the_more_comparisons_there_are)
{
    static const struct {
        size_t n;
        unsigned least, sure;
    } rows[] = {{0, 0, 0}, {1, 8, 15}, {30, 13, 23}, {300, 16, 28}, {3000, 20, 32}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(decision_least_restarts(0.01, rows[i].n), rows[i].least);
        cr_expect_eq(decision_sure_restarts(0.01, rows[i].n), rows[i].sure);
    }
}

Test(decision, stands_where_one_restart_shows_the_opposite)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    struct comparison *comparison = compare_of(decision_sure_restarts(0.01, 1), 0.5);
    g_array_index(comparison->changes, double, 0) = -1;
    g_ptr_array_add(alone, comparison);
    decision_make(alone, 0.01, 0);
    cr_expect_eq(comparison->verdict, VERDICT_SLOWER);
}

// What a part of a run is decided with: the others count as not different.
static bool is_called(const struct comparison *comparison)
{
    return verdict_is_change(comparison->verdict);
}

Test(decision, of_a_part_counts_the_comparisons_of_the_whole)
{
    g_autoptr(GPtrArray) part = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    g_ptr_array_add(part, compare_of(10, 0.03)); // its p is 0.002
    const struct comparison *one = g_ptr_array_index(part, 0);
    decision_make(part, 0.01, 0);
    cr_expect(is_called(one));
    decision_make(part, 0.01, 300);
    cr_expect_eq(one->verdict, VERDICT_UNCLEAR);
    cr_expect_str_eq(one->note, "fewer than 16 processes");
    cr_expect_float_eq(one->level, 1 - 0.01 / 300, 1e-12);
    cr_expect_eq(decision_possible(one, 0.01), VERDICT_SLOWER);
    decision_make(part, 0.01, 0);
    cr_expect(is_called(one));
    cr_expect_null(one->note);
}

// Restarts of random sizes and noise.
static struct comparison *draw(struct random *random)
{
    struct comparison *comparison = comparison_new("case", "case");
    double shift = random_unit(random) < 0.5 ? 0 : 0.04 * random_unit(random);
    unsigned n = 10 + (unsigned)random_below(random, 20);
    comparison->margin = 0.005;
    comparison->same_within = 0.02;
    comparison->ratio = exp(shift);
    for (unsigned i = 0; i < n; i++) {
        double change = shift + 0.06 * (random_unit(random) - 0.5);
        g_array_append_val(comparison->changes, change);
    }
    sort_ascending(doubles_of(comparison->changes), n);
    return comparison;
}

Test(decision, of_a_part_calls_nothing_that_the_whole_does_not)
{
    enum { N = 40, PARTS = 4, WHOLES = 100 };
    struct random random = {5};
    unsigned n_whole = 0, n_parts = 0, n_possible = 0;
    for (unsigned w = 0; w < WHOLES; w++) {
        bool of_part[N] = {false};
        g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
        for (unsigned i = 0; i < N; i++)
            g_ptr_array_add(all, draw(&random));
        for (unsigned p = 0; p < PARTS; p++) {
            g_autoptr(GPtrArray) part = g_ptr_array_new();
            for (unsigned i = p; i < N; i += PARTS)
                g_ptr_array_add(part, g_ptr_array_index(all, i));
            decision_make(part, 0.01, N);
            for (unsigned i = p; i < N; i += PARTS)
                of_part[i] = is_called(g_ptr_array_index(all, i));
        }
        decision_make(all, 0.01, 0);
        for (unsigned i = 0; i < N; i++) {
            const struct comparison *comparison = g_ptr_array_index(all, i);
            bool is_possible = decision_possible(comparison, 0.01) != VERDICT_UNCLEAR;
            cr_assert(is_called(comparison) || !of_part[i]);
            cr_assert(is_possible || !is_called(comparison));
            n_parts += of_part[i];
            n_whole += is_called(comparison);
            n_possible += is_possible;
        }
    }
    cr_expect(n_parts > 100 && n_parts < n_whole && n_whole < n_possible, "%u %u %u", n_parts,
              n_whole, n_possible);
}

Test(decision, says_what_is_known_of_a_difference_when_it_is_called)
{
    g_autoptr(GPtrArray) part = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    struct comparison *one = compare_of(10, 0.03);
    one->if_called = g_strdup("same code");
    one->is_same_code = true;
    g_ptr_array_add(part, one);
    decision_make(part, 0.01, 300);
    cr_expect_eq(one->verdict, VERDICT_UNCLEAR);
    cr_expect_str_eq(one->note, "fewer than 16 processes");
    decision_make(part, 0.01, 0);
    cr_expect_eq(one->verdict, VERDICT_PLACEMENT);
    cr_expect_str_eq(one->note, "same code");
    decision_make(part, 0.01, 300);
    cr_expect_eq(one->verdict, VERDICT_UNCLEAR);
    cr_expect_str_eq(one->note, "fewer than 16 processes");
}
