// SPDX-License-Identifier: MIT
#include "framework/profile/span_lanes.h"

#include <criterion/criterion.h>

#include "framework/profile/profile_merge.h"
#include "framework/profile/span_sums.h"

// Sorted, as a profile has them.
static void add(struct profile *profile, const char *label, guint tid, double at, double lasted)
{
    const struct profile_span span = {.label = g_strdup(label),
                                      .pid = 1,
                                      .tid = tid,
                                      .number = profile->spans->len + 1,
                                      .at = at,
                                      .lasted = lasted};
    g_array_append_val(profile->spans, span);
}

static const struct span_lane *lane_at(const GPtrArray *lanes, guint i)
{
    cr_assert_lt(i, lanes->len);
    return g_ptr_array_index(lanes, i);
}

static guint row_of(const struct span_lane *lane, guint i)
{
    cr_assert_lt(i, lane->places->len);
    return g_array_index(lane->places, struct span_place, i).row;
}

Test(span_lanes, nest_what_is_within_others)
{
    g_autoptr(Profile) profile = profile_new();
    guint left_out = 9;
    add(profile, "a", 1, 0, 1);
    add(profile, "b", 1, 0, 0.5);
    add(profile, "c", 1, 0.5, 0.5);
    add(profile, "d", 1, 0.75, 0.25);
    add(profile, "e", 1, 1, 0.5);
    g_autoptr(GPtrArray) lanes = span_lanes(profile, &left_out);
    cr_assert_eq(lanes->len, 1);
    cr_expect_eq(left_out, 0);
    static const guint rows[] = {0, 1, 1, 2, 0};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(row_of(lane_at(lanes, 0), i), rows[i], "row %u", i);
    cr_expect_eq(lane_at(lanes, 0)->n_rows, 3);
}

Test(span_lanes, put_what_lies_across_others_beside_them)
{
    g_autoptr(Profile) profile = profile_new();
    guint left_out = 0;
    add(profile, "first", 1, 0, 1);
    add(profile, "other thread", 2, 0.25, 3);
    add(profile, "second", 1, 0.5, 1);
    add(profile, "third", 1, 0.75, 1);
    add(profile, "within the second", 1, 0.875, 0.5);
    g_autoptr(GPtrArray) lanes = span_lanes(profile, &left_out);
    cr_assert_eq(lanes->len, 4);
    static const guint tids[] = {1, 1, 1, 2}, tracks[] = {0, 1, 2, 0}, n[] = {1, 2, 1, 1};
    for (guint i = 0; i < lanes->len; i++) {
        const struct span_lane *lane = lane_at(lanes, i);
        cr_expect(lane->tid == tids[i] && lane->track == tracks[i] && lane->places->len == n[i]);
    }
    cr_expect_eq(row_of(lane_at(lanes, 1), 1), 1);
}

Test(span_lanes, have_no_more_rows_and_lanes_than_fit)
{
    g_autoptr(Profile) profile = profile_new();
    guint left_out = 0;
    for (guint i = 0; i < SPAN_ROWS + 3; i++)
        add(profile, "deep", 1, i, 1000 - 2 * (double)i);
    for (guint i = 0; i < SPAN_TRACKS + 5; i++)
        add(profile, "across", 2, i, 1000);
    g_autoptr(GPtrArray) lanes = span_lanes(profile, &left_out);
    cr_expect_eq(lanes->len, SPAN_TRACKS + 2);
    cr_expect_eq(lane_at(lanes, 0)->n_rows, SPAN_ROWS);
    cr_expect_eq(lane_at(lanes, 1)->n_rows, 3);
    cr_expect_eq(left_out, 5);
}

Test(span_lanes, are_none_without_spans)
{
    g_autoptr(Profile) profile = profile_new();
    guint left_out = 1;
    g_autoptr(GPtrArray) lanes = span_lanes(profile, &left_out);
    cr_expect_eq(lanes->len + left_out, 0);
}

Test(span_sums, add_up_by_label_what_has_ended)
{
    g_autoptr(Profile) profile = profile_new();
    add(profile, "short", 1, 0, 1);
    for (guint i = 1; i <= 101; i++)
        add(profile, "many", 2, i, i);
    add(profile, "open", 1, 200, 5000);
    g_array_index(profile->spans, struct profile_span, 102).is_open = true;
    g_array_index(profile->spans, struct profile_span, 102).parent = 3;
    g_autoptr(GArray) sums = span_sums(profile);
    cr_assert_eq(sums->len, 2);
    const struct span_sum *many = &g_array_index(sums, struct span_sum, 0);
    cr_expect_str_eq(many->label, "many");
    cr_expect(many->count == 101 && many->total == 5151 && many->mean == 51 && many->p50 == 51 &&
              many->p99 == 100 && many->max == 101);
    g_autoptr(GPtrArray) open = span_sums_open(profile);
    cr_assert_eq(open->len, 1);
    cr_expect_str_eq(span_sums_parent(profile, g_ptr_array_index(open, 0)), "many");
}

Test(span_sums, of_several_profiles_are_those_of_the_first)
{
    g_autoptr(Profile) whole = profile_new();
    g_autoptr(Profile) one = profile_new();
    g_autoptr(Profile) two = profile_new();
    add(one, "one", 1, 0, 1);
    add(two, "two", 1, 0, 1);
    add(two, "two", 1, 2, 1);
    one->spans_seen = 5;
    one->spans_left_out = 2;
    profile_merge(whole, one);
    profile_merge(whole, two);
    cr_assert_eq(whole->spans->len, 1);
    cr_expect_str_eq(g_array_index(whole->spans, struct profile_span, 0).label, "one");
    cr_expect(whole->spans_seen == 5 && whole->spans_left_out == 4);
}
