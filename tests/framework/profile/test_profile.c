// SPDX-License-Identifier: MIT
#include "framework/profile/profile.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/base/text.h"
#include "framework/profile/profile_merge.h"
#include "framework/profile/reduced.h"
#include "framework/profile/totals.h"

// Adds a path of functions, outermost first, and gives its last node a value.
static guint add_path(struct profile *profile, guint metric, const char *names, double value)
{
    guint node = 0;
    g_auto(GStrv) words = g_strsplit(names, " ", -1);
    for (char **word = words; *word != NULL; word++) {
        const struct profile_function function = {.name = *word, .file = "a.c", .line = 1};
        const struct profile_frame frame = {profile_function(profile, &function), 2, false};
        node = profile_child(profile, node, profile_frame(profile, &frame));
    }
    profile_add(profile, metric, node, value);
    return node;
}

static const struct total *find_total(const struct profile *profile, const GArray *totals,
                                      const char *name)
{
    guint i = 0;
    while (i < totals->len &&
           strcmp(g_array_index(profile->functions, struct profile_function, i).name, name) != 0)
        i++;
    cr_assert_lt(i, totals->len, "no function '%s'", name);
    return &g_array_index(totals, struct total, i);
}

static struct profile *make(guint *metric)
{
    struct profile *profile = profile_new();
    *metric = profile_add_metric(profile, &(struct profile_metric){.name = "time", .unit = "s"});
    return profile;
}

Test(profile, has_each_path_and_each_function_once)
{
    guint metric = 0;
    g_autoptr(Profile) profile = make(&metric);
    guint one = add_path(profile, metric, "main work", 1);
    guint two = add_path(profile, metric, "main work", 2);
    guint other = add_path(profile, metric, "main rest work", 4);
    cr_expect_eq(one, two);
    cr_expect_neq(one, other);
    cr_expect_eq(profile->nodes->len, 5, "with the root");
    cr_expect_eq(profile->functions->len, 3);
    cr_expect_eq(profile->frames->len, 3);
    cr_expect_eq(profile_self(profile, metric, one), 3);
    cr_expect_eq(profile_self(profile, metric, 0), 0);
}

Test(profile, tells_functions_of_one_name_apart)
{
    g_autoptr(Profile) profile = profile_new();
    struct profile_function function = {.name = "f", .file = "a.c", .line = 1};
    guint first = profile_function(profile, &function);
    function.file = "b.c";
    cr_expect_neq(profile_function(profile, &function), first);
    function.file = NULL;
    cr_expect_neq(profile_function(profile, &function), first);
    function =
        (struct profile_function){.name = "f", .file = "a.c", .module = "libf.so", .line = 1};
    cr_expect_neq(profile_function(profile, &function), first);
}

Test(totals, add_up_what_is_below)
{
    guint metric = 0;
    g_autoptr(Profile) profile = make(&metric);
    add_path(profile, metric, "main", 1);
    guint work = add_path(profile, metric, "main work", 2);
    add_path(profile, metric, "main work sort", 4);
    g_autofree double *totals = totals_of_nodes(profile, metric);
    cr_expect_eq(totals[0], 7);
    cr_expect_eq(totals[work], 6);
    cr_expect_eq(totals_of_all(profile, metric), 7);
}

Test(totals, count_recursion_once)
{
    guint metric = 0;
    g_autoptr(Profile) profile = make(&metric);
    add_path(profile, metric, "main", 1);
    add_path(profile, metric, "main f", 2);
    add_path(profile, metric, "main f f", 4);
    add_path(profile, metric, "main f g f", 8);
    add_path(profile, metric, "main g", 16);
    GArray *totals = totals_of_functions(profile, metric);
    const struct total *f = find_total(profile, totals, "f");
    cr_expect_eq(f->self, 2 + 4 + 8);
    cr_expect_eq(f->inclusive, 2 + 4 + 8);
    cr_expect_eq(f->primitive, 2);
    const struct total *g = find_total(profile, totals, "g");
    cr_expect_eq(g->self, 16);
    cr_expect_eq(g->inclusive, 8 + 16);
    cr_expect_eq(find_total(profile, totals, "main")->inclusive, 31);
    g_array_unref(totals);
}

Test(totals, of_paths_as_deep_as_a_stack_need_none)
{
    guint metric = 0;
    g_autoptr(Profile) profile = make(&metric);
    const struct profile_function function = {.name = "down"};
    const struct profile_frame frame = {.function = profile_function(profile, &function)};
    guint index = profile_frame(profile, &frame);
    guint node = 0;
    for (int i = 0; i < 1000000; i++)
        node = profile_child(profile, node, index);
    profile_add(profile, metric, node, 1);
    GArray *totals = totals_of_functions(profile, metric);
    cr_expect_eq(g_array_index(totals, struct total, 0).inclusive, 1);
    g_array_unref(totals);
}

// By hand: 30 of 100, z = 1.96: centre (0.3 + 0.01921) / 1.03842, half 0.08914 / 1.03842.
Test(totals, have_an_interval_where_a_share_was_sampled)
{
    double interval[2];
    totals_share_interval(30, 100, interval);
    cr_expect_float_eq(interval[0], 0.2189, 1e-4);
    cr_expect_float_eq(interval[1], 0.3959, 1e-4);
    totals_share_interval(0, 0, interval);
    cr_expect(isnan(interval[0]) && isnan(interval[1]));
    totals_share_interval(NAN, NAN, interval);
    cr_expect(isnan(interval[0]));
}

Test(profile, takes_in_another)
{
    guint metric = 0;
    g_autoptr(Profile) profile = make(&metric);
    g_autoptr(Profile) other = profile_new();
    guint peak =
        profile_add_metric(other, &(struct profile_metric){.name = "peak", .is_peak = true});
    guint time = profile_add_metric(other, &(struct profile_metric){.name = "time"});
    guint work = add_path(profile, metric, "main work", 1);
    add_path(other, time, "main rest", 2);
    add_path(other, time, "main work", 4);
    add_path(other, peak, "main work", 100);
    profile_add_line(other, time, "a.c", 7, 3);
    profile_merge(profile, other);
    profile_merge(profile, other);
    cr_expect_eq(profile_self(profile, metric, work), 1 + 4 + 4);
    cr_expect_eq(profile_self(profile, (guint)profile_find_metric(profile, "peak"), work), 100);
    cr_expect_eq(profile->lines->len, 1);
    cr_expect_eq(g_array_index(profile->lines, struct profile_line, 0).value, 6);
    cr_expect_eq(profile->nodes->len, 4);
}

static void add_machine(struct profile *profile, const char *id)
{
    char feature[] = "avx2";
    char *features[] = {feature, NULL};
    struct cache cache = {.level = 1, .size_bytes = 32768};
    const struct machine machine = {
        .id = id, .kernel = "6.1", .features = features, .caches = &cache, .n_caches = 1};
    g_ptr_array_add(profile->machines, machine_copy(&machine));
}

static void add_module(struct profile *profile, const char *name, const char *build_id)
{
    struct profile_module *module = g_new(struct profile_module, 1);
    *module = (struct profile_module){g_strdup(name), g_strdup(build_id)};
    g_ptr_array_add(profile->modules, module);
}

Test(profile, has_each_build_of_a_module_once)
{
    g_autoptr(Profile) one = profile_new();
    g_autoptr(Profile) other = profile_new();
    add_module(one, "a", "01");
    add_module(other, "a", "02");
    add_module(other, "a", NULL);
    add_module(other, NULL, NULL);
    add_module(other, "a", "01");
    add_module(other, "a", "02");
    profile_merge(one, other);
    profile_merge(one, other);
    cr_assert_eq(one->modules->len, 4);
    const struct profile_module *second = g_ptr_array_index(one->modules, 1);
    cr_expect_str_eq(second->build_id, "02");
}

Test(profile, has_each_machine_once)
{
    g_autoptr(Profile) profile = profile_new();
    g_autoptr(Profile) other = profile_new();
    add_machine(other, "a");
    add_machine(other, "b");
    profile_merge(profile, other);
    profile_merge(profile, other);
    add_machine(other, "c");
    profile_merge(profile, other);
    cr_assert_eq(profile->machines->len, 3);
    const struct machine *last = g_ptr_array_index(profile->machines, 2);
    cr_expect_str_eq(last->id, "c");
    cr_expect_str_eq(last->kernel, "6.1");
    cr_expect(machine_has_feature(last, "avx2"));
    cr_expect_eq(last->caches[0].size_bytes, 32768);
}

Test(profile, by_function_has_a_path_for_all_lines)
{
    guint metric = 0;
    g_autoptr(Profile) profile = make(&metric);
    const struct profile_function function = {.name = "f"};
    for (unsigned line = 1; line <= 3; line++) {
        const struct profile_frame frame = {profile_function(profile, &function), line, line == 2};
        guint node = profile_child(profile, 0, profile_frame(profile, &frame));
        profile_add(profile, metric, profile_child(profile, node, profile_frame(profile, &frame)),
                    line);
    }
    g_autoptr(Profile) merged = profile_by_function(profile);
    cr_expect_eq(profile->nodes->len, 7);
    cr_expect_eq(merged->nodes->len, 3);
    cr_expect_eq(profile_self(merged, 0, 2), 6);
    cr_expect_str_eq(profile_function_of(merged, 2)->name, "f");
}

Test(profile, shallow_has_one_node_for_what_is_deeper)
{
    enum { DEPTH = PROFILE_MOST_DEPTH + 3 };
    guint metric = 0, node = 0, branch = 0;
    g_autoptr(Profile) profile = make(&metric);
    const struct profile_function function = {.name = "f"};
    guint frame = profile_frame(
        profile, &(struct profile_frame){.function = profile_function(profile, &function)});
    for (guint depth = 1; depth <= PROFILE_MOST_DEPTH; depth++)
        node = profile_child(profile, node, frame);
    profile_add(profile, metric, node, 1);
    cr_expect_null(profile_shallow(profile));
    branch = profile_child(
        profile, node, profile_frame(profile, &(struct profile_frame){.function = 0, .line = 7}));
    profile_add(profile, metric, branch, 2);
    for (guint depth = PROFILE_MOST_DEPTH + 1; depth <= DEPTH; depth++) {
        node = profile_child(profile, node, frame);
        profile_add(profile, metric, node, 4);
    }
    g_autoptr(Profile) shallow = profile_shallow(profile);
    guint last = shallow->nodes->len - 1;
    cr_expect_eq(last, PROFILE_MOST_DEPTH + 1);
    cr_expect_str_eq(profile_function_of(shallow, last)->name, "(deeper)");
    cr_expect_str_eq(profile_function_of(shallow, last - 1)->name, "f");
    cr_expect_eq(profile_self(shallow, 0, last), 2 + 3 * 4);
    cr_expect_eq(profile_self(shallow, 0, last - 1), 1);
    cr_expect_eq(totals_of_all(shallow, 0), totals_of_all(profile, metric));
}

Test(profile, names_are_not_repeated_without_end)
{
    g_autoptr(Profile) profile = profile_new();
    g_autofree char *name = g_strnfill(3 * TEXT_MOST_NAME, 'x');
    g_autofree char *other = g_strconcat(name, "2", NULL);
    guint metric = profile_add_metric(profile, &(struct profile_metric){.name = "m", .pass = "p"});
    guint function = profile_function(profile, &(struct profile_function){.name = name});
    cr_expect_eq(profile_function(profile, &(struct profile_function){.name = name}), function);
    cr_expect_neq(profile_function(profile, &(struct profile_function){.name = other}), function);
    guint frame = profile_frame(profile, &(struct profile_frame){.function = function});
    size_t length = strlen(profile_function_of(profile, profile_child(profile, 0, frame))->name);
    cr_expect_eq(length, TEXT_MOST_NAME);
    profile_add_line(profile, metric, name, 1, 2);
    profile_add_line(profile, metric, name, 1, 2);
    cr_assert_eq(profile->lines->len, 1);
    const struct profile_line *line = &g_array_index(profile->lines, struct profile_line, 0);
    cr_expect(strlen(line->file) == TEXT_MOST_NAME && line->value == 4);
    guint node = 0;
    for (unsigned depth = 1; depth <= PROFILE_MOST_PATH_BYTES / TEXT_MOST_NAME; depth++)
        node = profile_child(profile, node, frame);
    cr_expect_null(profile_shallow(profile));
    profile_add(profile, metric, profile_child(profile, node, frame), 3);
    g_autoptr(Profile) shallow = profile_shallow(profile);
    cr_assert_not_null(shallow);
    cr_expect_str_eq(profile_function_of(shallow, shallow->nodes->len - 1)->name, "(deeper)");
    cr_expect_eq(profile_self(shallow, 0, shallow->nodes->len - 1), 3);
}

static void add_pass(struct profile *profile, const char *name, double iterations)
{
    profile_add_pass(profile, name, NULL)->iterations = iterations;
}

Test(totals, scale_metrics_to_the_same_iterations)
{
    g_autoptr(Profile) profile = profile_new();
    guint time = profile_add_metric(profile, &(struct profile_metric){.name = "time", .pass = "t"});
    guint calls = profile_add_metric(
        profile, &(struct profile_metric){.name = "calls", .pass = "c", .is_exact = true});
    add_pass(profile, "t", NAN);
    cr_expect_eq(totals_scale(profile, time, calls), 1); // both of all that a command did
    add_pass(profile, "c", 10);
    cr_expect(isnan(totals_scale(profile, time, calls)), "of a command and of a case");
    g_autoptr(Profile) of_case = profile_new();
    profile_add_metric(of_case, &(struct profile_metric){.name = "time", .pass = "t"});
    profile_add_metric(of_case, &(struct profile_metric){.name = "calls", .pass = "c"});
    add_pass(of_case, "t", 50);
    add_pass(of_case, "c", 10);
    cr_expect_eq(totals_scale(of_case, time, calls), 0.2);
    cr_expect_eq(totals_scale(of_case, calls, time), 5);
}
