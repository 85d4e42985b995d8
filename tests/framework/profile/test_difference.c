// SPDX-License-Identifier: MIT
#include "framework/profile/difference.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/profile/profile_merge.h"
#include "framework/profile/totals.h"

// Calls `name` from main at `line`, which has a value itself.
static void add(struct profile *profile, const char *name, unsigned begins, unsigned line,
                double value)
{
    const struct profile_function outer = {.name = "main", .file = "/one/main.c", .line = 1};
    const struct profile_function inner = {.name = name, .file = "/one/work.c", .line = begins};
    const struct profile_frame call = {profile_function(profile, &outer), 3, false};
    const struct profile_frame work = {profile_function(profile, &inner), line, false};
    guint main_node = profile_child(profile, 0, profile_frame(profile, &call));
    guint node = profile_child(profile, main_node, profile_frame(profile, &work));
    profile_add(profile, 0, node, value);
}

static struct profile *new_profile(double iterations, double samples)
{
    struct profile *profile = profile_new();
    const struct profile_metric time = {.name = "time", .unit = "s", .pass = "time"};
    profile_add_metric(profile, &time);
    struct profile_pass *pass = profile_add_pass(profile, "time", NULL);
    pass->iterations = iterations;
    pass->samples = samples;
    return profile;
}

static const struct changed *find(const GArray *items, const char *key)
{
    for (guint i = 0; i < items->len; i++)
        if (strcmp(g_array_index(items, struct changed, i).key, key) == 0)
            return &g_array_index(items, struct changed, i);
    return NULL;
}

Test(difference, is_per_iteration_and_largest_first)
{
    g_autoptr(Profile) base = new_profile(10, NAN);
    g_autoptr(Profile) head = new_profile(20, NAN);
    struct difference difference;
    add(base, "parse", 10, 12, 100);
    add(base, "store", 30, 31, 50);
    add(head, "parse", 11, 13, 200); // a line further down
    add(head, "store", 31, 33, 300); // in its next line
    cr_assert(difference_find(&difference, base, head, "time"));
    cr_expect(difference.is_per_iteration);
    cr_expect_eq(difference.all[0], 15);
    cr_expect_eq(difference.all[1], 25);
    g_autoptr(GArray) functions = difference_of_functions(&difference);
    cr_assert_eq(functions->len, 3);
    const struct changed *first = &g_array_index(functions, struct changed, 0);
    cr_expect_str_eq(first->functions[1]->name, "store");
    cr_expect(first->self[0] == 5 && first->self[1] == 15);
    const struct changed *outer = find(functions, "main\nmain.c");
    cr_assert_not_null(outer);
    cr_expect(outer->self[0] == 0 && outer->inclusive[0] == 15 && outer->inclusive[1] == 25);
    g_autoptr(GArray) lines = difference_of_lines(&difference);
    const struct changed *same = find(lines, "parse\nwork.c\n2");
    cr_assert_not_null(same);
    cr_expect(same->lines[0] == 12 && same->lines[1] == 13 && same->self[0] == 10);
    cr_expect_not_null(find(lines, "store\nwork.c\n1"));
    cr_expect_not_null(find(lines, "store\nwork.c\n2"));
    cr_expect_eq(difference_half(&difference, first->self), 0);
}

Test(difference, has_the_paths_of_one_alone)
{
    g_autoptr(Profile) base = new_profile(NAN, NAN);
    g_autoptr(Profile) head = new_profile(NAN, NAN);
    struct difference difference;
    add(base, "parse", 10, 12, 1);
    add(base, "old", 20, 21, 2);
    add(head, "parse", 10, 14, 1);
    add(head, "new", 20, 21, 3);
    cr_assert(difference_find(&difference, base, head, "time"));
    cr_expect_not(difference.is_per_iteration);
    g_autoptr(GArray) paths = difference_of_paths(&difference, (const double[]){0, 0}, 5);
    cr_assert_eq(paths->len, 2);
    cr_expect_str_eq(g_array_index(paths, struct changed, 0).key, "main;new");
    cr_expect_str_eq(g_array_index(paths, struct changed, 1).key, "main;old");
    cr_expect_not(difference_find(&difference, base, head, "bytes"));
}

Test(difference, has_the_largest_paths_of_each_side)
{
    g_autoptr(Profile) base = new_profile(NAN, NAN);
    g_autoptr(Profile) head = new_profile(NAN, NAN);
    struct difference difference;
    add(base, "a", 10, 12, 4);
    for (int i = 1; i <= 4; i++) {
        g_autofree char *name = g_strdup_printf("b%d", i);
        add(head, name, 20, 21, i);
    }
    cr_assert(difference_find(&difference, base, head, "time"));
    g_autoptr(GArray) paths = difference_of_paths(&difference, (const double[]){5, 2}, 2);
    cr_assert_eq(paths->len, 2);
    cr_expect_str_eq(g_array_index(paths, struct changed, 0).key, "main;b4");
    cr_expect_str_eq(g_array_index(paths, struct changed, 1).key, "main;b3");
    g_autoptr(GArray) more = difference_of_paths(&difference, (const double[]){4, 4}, 2);
    cr_assert_eq(more->len, 2);
    cr_expect_eq(g_array_index(more, struct changed, 0).self[0], 4);
    cr_expect_eq(g_array_index(more, struct changed, 1).self[1], 4);
}

// 100 samples of 1 s and 400 of 0.5 s: half of each has a variance of 25 s^2.
Test(difference, knows_what_sampling_cannot_tell)
{
    g_autoptr(Profile) base = new_profile(NAN, 100);
    g_autoptr(Profile) head = new_profile(NAN, 400);
    struct difference difference;
    add(base, "parse", 10, 12, 100);
    add(head, "parse", 10, 12, 200);
    cr_assert(difference_find(&difference, base, head, "time"));
    cr_expect_float_eq(difference_half(&difference, (const double[]){50, 100}),
                       1.959964 * sqrt(25 + 25), 1e-9);
    // Where one has no sample, it may have missed one; where it has all, another may have one.
    cr_expect_float_eq(difference_half(&difference, (const double[]){0, 200}),
                       1.959964 * sqrt(1 + 0.25), 1e-9);
}

Test(difference, divides_merged_profiles_by_all_their_iterations)
{
    g_autoptr(Profile) base = new_profile(10, 40);
    g_autoptr(Profile) more = new_profile(30, 60);
    g_autoptr(Profile) head = new_profile(10, 100);
    struct difference difference;
    add(base, "parse", 10, 12, 100);
    add(more, "parse", 10, 12, 300);
    add(head, "parse", 10, 12, 100);
    profile_merge(base, more);
    cr_expect_eq(totals_iterations(base, 0), 40);
    cr_expect_eq(totals_samples(base, 0), 100);
    cr_assert(difference_find(&difference, base, head, "time"));
    cr_expect_eq(difference.all[0], 10);
    cr_expect_eq(difference.all[1], 10);
    cr_expect_eq(difference.sample[0], 0.1);
}
