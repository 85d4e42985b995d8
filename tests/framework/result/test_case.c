// SPDX-License-Identifier: MIT
#include "framework/result/case.h"

#include <criterion/criterion.h>

static struct bench_case *make_case(const char *group, const char *name)
{
    struct bench_case bench_case = {.suite = (char *)"suite",
                                    .group = (char *)group,
                                    .name = (char *)name,
                                    .tags = (char *)"quick, large,,x",
                                    .threads = 1};
    struct bench_case *copy = case_copy(&bench_case);
    case_name(copy);
    return copy;
}

static void expect_id(struct bench_case bench_case, const char *id)
{
    bench_case.suite = (char *)"suite";
    case_name(&bench_case);
    cr_expect_str_eq(bench_case.id, id);
    g_free(bench_case.id);
}

Test(case, is_named_after_group_name_and_argument)
{
    char *group = (char *)"g";
    char *name = (char *)"n";
    expect_id((struct bench_case){.group = group, .name = name}, "g/n");
    expect_id((struct bench_case){.group = group, .name = name, .arg = 5}, "g/n");
    expect_id((struct bench_case){.group = group, .name = name, .has_arg = true}, "g/n/0");
    expect_id((struct bench_case){.group = group, .name = name, .has_arg = true, .arg = INT64_MIN},
              "g/n/-9223372036854775808");
    expect_id(
        (struct bench_case){
            .group = group, .name = name, .has_arg = true, .arg = 1024, .arg_name = (char *)"size"},
        "g/n/size:1024");
    expect_id((struct bench_case){.group = group, .name = name, .threads = 1}, "g/n");
    expect_id((struct bench_case){.group = group, .name = name, .threads = 4}, "g/n/threads:4");
    expect_id((struct bench_case){.group = (char *)"", .name = (char *)"%s%n"}, "/%s%n");
}

Test(case, keeps_the_id_that_it_has)
{
    struct bench_case bench_case = {
        .id = (char *)"mine", .group = (char *)"g", .name = (char *)"n"};
    case_name(&bench_case);
    cr_expect_str_eq(bench_case.id, "mine");
}

Test(case, has_the_tags_between_commas)
{
    g_autoptr(BenchCase) bench_case = make_case("g", "n");
    cr_expect(case_has_tag(bench_case, NULL));
    cr_expect(case_has_tag(bench_case, (const char *[]){NULL}));
    cr_expect(case_has_tag(bench_case, (const char *[]){"quick", NULL}));
    cr_expect(case_has_tag(bench_case, (const char *[]){"no", "large", NULL}));
    cr_expect_not(case_has_tag(bench_case, (const char *[]){"qui", NULL}));
    cr_expect_not(case_has_tag(bench_case, (const char *[]){"quick, large", NULL}));
    g_clear_pointer(&bench_case->tags, g_free);
    cr_expect_not(case_has_tag(bench_case, (const char *[]){"quick", NULL}));
}

Test(case, without_tags_has_no_empty_one)
{
    g_autoptr(BenchCase) bench_case = make_case("g", "n");
    cr_expect_not(case_has_tag(bench_case, (const char *[]){"", NULL}));
}

Test(case, is_an_alternative_in_its_suite_group_and_argument)
{
    g_autoptr(BenchCase) a = make_case("g", "a");
    g_autoptr(BenchCase) b = make_case("g", "b");
    g_autoptr(BenchCase) other = make_case("h", "b");
    cr_expect(case_is_alternative(a, b));
    cr_expect_not(case_is_alternative(a, other));
    b->has_arg = true;
    cr_expect_not(case_is_alternative(a, b));
    a->has_arg = true;
    b->arg = 2;
    cr_expect_not(case_is_alternative(a, b));
    a->arg = 2;
    cr_expect(case_is_alternative(a, b));
    b->threads = 2;
    cr_expect_not(case_is_alternative(a, b));
}

Test(case, that_is_an_input_is_an_alternative_of_itself_alone)
{
    g_autoptr(BenchCase) a = make_case("g", "a");
    g_autoptr(BenchCase) b = make_case("g", "b");
    g_autoptr(BenchCase) again = make_case("g", "a");
    a->is_input = b->is_input = again->is_input = true;
    cr_expect_not(case_is_alternative(a, b));
    cr_expect(case_is_alternative(a, again));
}

Test(case, that_is_an_alternative_has_the_same_hash)
{
    g_autoptr(BenchCase) a = make_case("g", "a");
    g_autoptr(BenchCase) b = make_case("g", "b");
    cr_expect_eq(case_hash_alternative(a), case_hash_alternative(b));
    cr_expect_eq(case_hash_group(a), case_hash_group(b));
    cr_expect(case_equal_group(a, b));
    a->is_input = b->is_input = true;
    cr_expect_neq(case_hash_alternative(a), case_hash_alternative(b));
    cr_expect(case_equal_group(a, b));
    g_free(b->group);
    b->group = g_strdup("h");
    cr_expect_not(case_equal_group(a, b));
}

Test(case, that_is_an_input_is_no_alternative_of_one_that_is_none)
{
    g_autoptr(BenchCase) a = make_case("g", "a");
    g_autoptr(BenchCase) again = make_case("g", "a");
    a->is_input = true;
    cr_expect_not(case_is_alternative(a, again));
    cr_expect_not(case_is_alternative(again, a));
}
