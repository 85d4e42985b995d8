// SPDX-License-Identifier: MIT
#include "framework/history/level.h"

#include <criterion/criterion.h>
#include <math.h>

static struct level around(double ratio, double half_width, double against)
{
    return (struct level){ratio, {ratio / (1 + half_width), ratio * (1 + half_width)}, against};
}

// Between the good end and a commit of another ratio.
static enum bisection_mark mark(struct level level, double bad_ratio)
{
    struct level bad = around(bad_ratio, 0.01, 0);
    return level_mark(&level, &level_of_good_end, &bad);
}

Test(level, is_like_the_bad_one_from_half_of_the_change_on)
{
    cr_assert_eq(mark(around(1.01, 0.02, 2), 4), BISECTION_GOOD);
    cr_assert_eq(mark(around(1.9, 0.02, 2), 4), BISECTION_GOOD);
    cr_assert_eq(mark(around(2.1, 0.02, 2), 4), BISECTION_BAD);
    cr_assert_eq(mark(around(4, 0.02, 2), 4), BISECTION_BAD);
    cr_assert_eq(mark(around(9, 0.02, 2), 4), BISECTION_BAD);
    cr_assert_eq(mark(around(0.3, 0.02, 2), 4), BISECTION_GOOD);
}

Test(level, takes_improvements_likewise)
{
    cr_assert_eq(mark(around(0.99, 0.02, 0.5), 0.25), BISECTION_GOOD);
    cr_assert_eq(mark(around(0.55, 0.02, 0.5), 0.25), BISECTION_GOOD);
    cr_assert_eq(mark(around(0.45, 0.02, 0.5), 0.25), BISECTION_BAD);
    cr_assert_eq(mark(around(0.25, 0.02, 0.5), 0.25), BISECTION_BAD);
    cr_assert_eq(mark(around(1.7, 0.02, 0.5), 0.25), BISECTION_GOOD);
}

Test(level, is_skipped_where_it_was_not_measured_or_says_nothing)
{
    struct level none = {NAN, {NAN, NAN}, 2};
    cr_assert_eq(mark(none, 4), BISECTION_SKIPPED);
    cr_assert_eq(mark(around(2, 2, 2), 4), BISECTION_SKIPPED);
    cr_assert_eq(mark(around(1.5, 0.9, 2), 4), BISECTION_SKIPPED);
}

Test(level, in_the_middle_of_two_steps_has_the_first_of_them)
{
    cr_assert_eq(mark(around(2, 0.05, 2), 4), BISECTION_BAD);
    cr_assert_eq(mark(around(0.5, 0.05, 0.5), 0.25), BISECTION_BAD);
}

Test(level, is_measured_again_where_it_was_told_from_another_ratio_alone)
{
    cr_assert_eq(mark(around(2, 0.3, 3), 4), BISECTION_UNKNOWN);
    cr_assert_eq(mark(around(2, 2, 3), 4), BISECTION_SKIPPED);
}

Test(level, is_between_any_two_others)
{
    struct level good = around(2, 0.01, 3);
    struct level bad = around(8, 0.01, 3);
    struct level below = around(3.5, 0.05, 3);
    struct level above = around(4.5, 0.05, 3);
    cr_assert_float_eq(level_half(&good, &bad), 4, 1e-9);
    cr_assert_eq(level_mark(&below, &good, &bad), BISECTION_GOOD);
    cr_assert_eq(level_mark(&above, &good, &bad), BISECTION_BAD);
}

// A line of commits whose levels are known exactly, in steps of these sizes.
struct line {
    double ratio[64];
    bool is_known[64];
};

static struct level at(const struct line *line, guint commit)
{
    double ratio = commit == BISECTION_NONE ? 1 : line->ratio[commit];
    return around(ratio, 0.01, ratio);
}

static enum bisection_mark mark_of(void *data, guint commit, guint good, guint bad)
{
    const struct line *line = data;
    struct level level = at(line, commit), below = at(line, good), above = at(line, bad);
    if (commit == 0)
        return BISECTION_GOOD;
    return line->is_known[commit] ? level_mark(&level, &below, &above) : BISECTION_UNKNOWN;
}

static guint find(struct line *line)
{
    struct bisection found;
    struct bisection_graph *graph = bisection_graph_new();
    for (guint i = 0; i < 64; i++)
        bisection_graph_add(graph, &(guint){i - 1}, i > 0, i == 0);
    for (;;) {
        bisection_find(graph, false, mark_of, line, &found);
        if (found.next == BISECTION_NONE)
            break;
        line->is_known[found.next] = true;
        bisection_clear(&found);
    }
    cr_assert_eq(found.left, 1);
    guint commit = g_array_index(found.possible, guint, 0);
    bisection_clear(&found);
    bisection_graph_free(graph);
    return commit;
}

static struct line make_line(guint first, double first_ratio, guint second, double second_ratio)
{
    struct line line = {0};
    for (guint i = 0; i < 64; i++)
        line.ratio[i] = (i >= first ? first_ratio : 1) * (i >= second ? second_ratio : 1);
    return line;
}

Test(level, leads_to_the_larger_of_two_steps)
{
    for (guint first = 1; first < 63; first++) {
        struct line larger_first = make_line(first, 3, 63, 2);
        cr_assert_eq(find(&larger_first), first);
        struct line larger_last = make_line(1, 0.5, first + 1, 0.3);
        cr_assert_eq(find(&larger_last), first + 1);
    }
}

Test(level, leads_to_one_of_two_equal_steps)
{
    for (guint first = 1; first < 63; first++) {
        struct line line = make_line(first, 2, 63, 2);
        guint found = find(&line);
        cr_assert(found == first || found == 63, "%u for %u", found, first);
    }
}
