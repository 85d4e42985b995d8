// SPDX-License-Identifier: MIT
#include "framework/profile/stall_groups.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/profile/profile_merge.h"

static guint child(struct profile *profile, guint parent, const char *name, unsigned line)
{
    const struct profile_function function = {name, "loop.c", "server", 1};
    const struct profile_frame frame = {profile_function(profile, &function), line, false};
    return profile_child(profile, parent, profile_frame(profile, &frame));
}

static void stall(struct profile *profile, guint node, double lasted)
{
    const struct profile_stall stall = {g_strdup("server"), 1, 1, 0, lasted, node, false};
    g_array_append_val(profile->stalls, stall);
}

Test(stall_groups, are_of_functions_whatever_the_lines)
{
    g_autoptr(Profile) profile = profile_new();
    guint main_ = child(profile, 0, "main", 5);
    guint one = child(profile, main_, "nap", 10);
    guint two = child(profile, main_, "nap", 11);
    stall(profile, main_, 0.25);
    stall(profile, one, 0.25);
    stall(profile, two, 0.5);
    stall(profile, 0, 0.125);
    g_autoptr(GArray) groups = stall_groups(profile);
    cr_assert_eq(groups->len, 3);
    const struct stall_group *first = &g_array_index(groups, struct stall_group, 0);
    cr_expect_eq(first->number, 2);
    cr_expect_eq(first->total, 0.75);
    cr_expect_eq(first->longest, 0.5);
    cr_expect_eq(first->node, two);
    cr_expect_eq(g_array_index(groups, struct stall_group, 2).node, 0);
    cr_expect_eq(stall_groups_total(groups), 1.125);
}

Test(stall_groups, do_not_depend_on_what_a_library_did_last)
{
    g_autoptr(Profile) profile = profile_new();
    const struct profile_function functions[] = {{"sin", NULL, "libm.so.6", 0},
                                                 {"round", NULL, "libm.so.6", 0}};
    guint main_ = child(profile, 0, "main", 5);
    for (int i = 0; i < 2; i++) {
        const struct profile_frame frame = {profile_function(profile, &functions[i]), 0, false};
        stall(profile, profile_child(profile, main_, profile_frame(profile, &frame)), 0.5);
        stall(profile, profile_child(profile, 0, profile_frame(profile, &frame)), 0.125);
    }
    g_autoptr(GArray) groups = stall_groups(profile);
    cr_assert_eq(groups->len, 3); // those without a function of the program stay apart
    cr_expect_eq(g_array_index(groups, struct stall_group, 0).number, 2);
    cr_expect_eq(g_array_index(groups, struct stall_group, 0).total, 1);
}

Test(stall_groups, do_not_depend_on_code_of_the_kernel)
{
    g_autoptr(Profile) profile = profile_new();
    const struct profile_function functions[] = {{"__clock_gettime", NULL, "libc.so.6", 0},
                                                 {"__vdso_clock_gettime", NULL, "[vdso]", 0}};
    guint node = child(profile, 0, "rebuild_table", 5);
    for (int i = 0; i < 2; i++) {
        const struct profile_frame frame = {profile_function(profile, &functions[i]), 0, false};
        node = profile_child(profile, node, profile_frame(profile, &frame));
        stall(profile, node, 0.5);
    }
    g_autoptr(GArray) groups = stall_groups(profile);
    cr_assert_eq(groups->len, 1);
    cr_expect_eq(g_array_index(groups, struct stall_group, 0).number, 2);
}

Test(stall_groups, of_several_files_are_joined)
{
    g_autoptr(Profile) profile = profile_new();
    g_autoptr(Profile) other = profile_new();
    const struct profile_thread thread = {.name = g_strdup("server"), .tid = 3, .seen = 2};
    stall(profile, child(profile, 0, "nap", 1), 0.5);
    guint before = child(other, 0, "main", 5);
    stall(other, child(other, before, "main", 6), 0.25);
    stall(other, child(other, 0, "nap", 2), 0.25);
    g_array_append_val(other->threads, thread);
    profile_merge(profile, other);
    cr_assert_eq(profile->threads->len, 1);
    cr_expect(isnan(profile->loops));
    cr_expect_eq(g_array_index(profile->threads, struct profile_thread, 0).tid, 3);
    g_autoptr(GArray) groups = stall_groups(profile);
    cr_assert_eq(groups->len, 2);
    cr_expect_eq(g_array_index(groups, struct stall_group, 0).total, 0.75);
    other->loops = 2;
    profile_merge(profile, other);
    profile_merge(profile, other);
    cr_expect_eq(profile->loops, 4);
}

Test(stall_groups, are_none_where_nothing_was_blocked)
{
    g_autoptr(Profile) profile = profile_new();
    g_autoptr(GArray) groups = stall_groups(profile);
    cr_expect_eq(groups->len, 0);
    cr_expect_eq(stall_groups_total(groups), 0);
}
