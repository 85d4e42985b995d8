// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/profile/by_line.h"

static guint frame(struct profile *profile, const char *name, const char *file, unsigned begins,
                   unsigned line)
{
    const struct profile_function function = {.name = name, .file = file, .line = begins};
    const struct profile_frame at = {.function = profile_function(profile, &function),
                                     .line = line};
    return profile_frame(profile, &at);
}

// main (10, in main.c) calls walk (3, in walk.c) at line 12; walk calls itself at line 5 and works
// at line 6; a walk of another file works at its line 6, too.
static struct profile *sample(void)
{
    struct profile *profile = profile_new();
    const struct profile_metric time = {.name = "time", .unit = "s", .pass = "time"};
    guint metric = profile_add_metric(profile, &time);
    guint outer = profile_child(profile, 0, frame(profile, "main", "/src/main.c", 10, 12));
    guint once = profile_child(profile, outer, frame(profile, "walk", "/src/walk.c", 3, 5));
    guint twice = profile_child(profile, once, frame(profile, "walk", "/src/walk.c", 3, 5));
    profile_add(profile, metric, outer, 1);
    profile_add(profile, metric, twice, 2);
    guint leaf = profile_child(profile, twice, frame(profile, "walk", "/src/walk.c", 3, 6));
    profile_add(profile, metric, leaf, 4);
    guint other = profile_child(profile, outer, frame(profile, "walk", "/src/other.c", 2, 6));
    profile_add(profile, metric, other, 8);
    return profile;
}

Test(by_line, finds_functions_and_files)
{
    g_autoptr(Profile) profile = sample();
    g_autoptr(GArray) functions = lines_find(profile, "walk");
    cr_assert_eq(functions->len, 2);
    const struct line_range *range = &g_array_index(functions, struct line_range, 1);
    cr_expect_str_eq(range->file, "/src/walk.c");
    cr_expect(range->first == 3 && range->last == 6);
    g_autoptr(GArray) file = lines_find(profile, "walk.c");
    cr_assert_eq(file->len, 1);
    range = &g_array_index(file, struct line_range, 0);
    cr_expect(range->first == 5 && range->last == 6);
    g_autoptr(GArray) whole = lines_find(profile, "/src/main.c");
    cr_expect_eq(whole->len, 1);
    g_autoptr(GArray) none = lines_find(profile, "alk");
    cr_expect_eq(none->len, 0);
}

Test(by_line, has_each_range_once)
{
    g_autoptr(Profile) profile = sample();
    const struct profile_function copy = {"walk", "/src/walk.c", "other", 3};
    const struct profile_frame late = {.function = profile_function(profile, &copy), .line = 9};
    profile_frame(profile, &late);
    profile_function(profile, &(struct profile_function){.name = "walk", .file = "/src/none.c"});
    g_autoptr(GArray) functions = lines_find(profile, "walk");
    cr_assert_eq(functions->len, 2);
    const struct line_range *range = &g_array_index(functions, struct line_range, 1);
    cr_expect(range->first == 3 && range->last == 9);
}

Test(by_line, counts_recursion_once)
{
    g_autoptr(Profile) profile = sample();
    const struct line_range range = {"/src/walk.c", 3, 6};
    double self[4];
    double inclusive[4];
    lines_add_up(profile, 0, &range, self, inclusive);
    cr_expect(self[0] == 0 && self[1] == 0 && self[2] == 2 && self[3] == 4);
    cr_expect(inclusive[0] == 0 && inclusive[1] == 0 && inclusive[2] == 6 && inclusive[3] == 4);
    const struct line_range outer = {"/src/main.c", 12, 12};
    lines_add_up(profile, 0, &outer, self, inclusive);
    cr_expect(self[0] == 1 && inclusive[0] == 15);
}

Test(by_line, lists_the_hottest_first)
{
    g_autoptr(Profile) profile = sample();
    g_autoptr(GArray) lines = lines_hottest(profile, 0, 2);
    cr_assert_eq(lines->len, 2);
    const struct hot_line *hot = &g_array_index(lines, struct hot_line, 0);
    double most = hot->self;
    g_autoptr(GArray) all = lines_hottest(profile, 0, 100);
    double sum = 0;
    for (guint i = 0; i < all->len; i++) {
        hot = &g_array_index(all, struct hot_line, i);
        cr_expect_leq(hot->self, most);
        most = hot->self;
        sum += strcmp(hot->file, "/src/walk.c") == 0 && hot->line == 6 ? hot->self : 0;
    }
    cr_expect_eq(sum, 4, "once, whatever paths lead there");
}

// A line that calls into libc, where the kernel takes over, and works itself.
Test(by_line, separates_libraries_and_the_kernel)
{
    g_autoptr(Profile) profile = profile_new();
    const struct profile_metric time = {.name = "time", .unit = "s", .pass = "time"};
    const struct profile_function functions[] = {
        {.name = "load", .file = "/src/load.c", .line = 1, .module = "program"},
        {.name = "read", .module = "libc.so.6"},
        {.name = "read (system call)", .module = "kernel"},
    };
    guint metric = profile_add_metric(profile, &time);
    guint node = 0;
    for (guint i = 0; i < G_N_ELEMENTS(functions); i++) {
        const struct profile_frame frame = {
            .function = profile_function(profile, &functions[i]),
            .line = i == 0 ? 3 : 0,
        };
        node = profile_child(profile, node, profile_frame(profile, &frame));
        profile_add(profile, metric, node, 1 << i);
    }
    const struct line_range range = {"/src/load.c", 3, 3};
    static const double wanted[] = {1, 2, 4};
    for (guint where = LINE_END_OWN; where <= LINE_END_KERNEL; where++) {
        double inclusive = 0;
        lines_add_up_ends(profile, metric, &range, (enum line_end)where, &inclusive);
        cr_expect_eq(inclusive, wanted[where], "%u", where);
    }
}
