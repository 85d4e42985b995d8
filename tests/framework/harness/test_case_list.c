// SPDX-License-Identifier: MIT
// The cases that a worker lists, and what it says about each.
#include <criterion/criterion.h>
#include <string.h>

#include "tests/framework/harness/case_exchange.h"

TestSuite(harness_case_list, .timeout = 100);

Test(harness_case_list, encodes_names)
{
    g_autoptr(Exchange) exchange = exchange_text(suite, "list\n");
    cr_assert_eq(exchange->code, 0);
    g_autofree char *all = g_strjoinv("\n", exchange->lines);
    static const char *const phrases[] = {
        "group=names name=two%0Alines ",      "tags=a%20b,c%0A ",
        "name=100%25%20of%20a%20space ",      " arg=1 arg_name=size%20of%20x ",
        "name=gr%C3%B6%C3%9Fer%09%7F%01%FF ",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(phrases); i++)
        cr_expect_not_null(strstr(all, phrases[i]), "'%s' is not listed", phrases[i]);
}

Test(harness_case_list, lists_a_claim_from_its_argument_on)
{
    g_autoptr(Exchange) exchange = exchange_text(suite, "list\n");
    g_autofree char *all = g_strjoinv("\n", exchange->lines);
    static const char *const claimed[] = {"0", "1.5", "1.5"};
    for (guint i = 0; i < G_N_ELEMENTS(claimed); i++) {
        g_autofree char *phrase =
            g_strdup_printf("name=claims arg=%u baseline=0 iterations=0 time_s=0 min_speedup=%s ",
                            i + 1, claimed[i]);
        cr_expect_not_null(strstr(all, phrase), "'%s' is not listed", phrase);
    }
}

static void expect_arguments(const char *name, const char *const *args)
{
    g_autoptr(Exchange) exchange = exchange_text(suite, "list\n");
    g_autofree char *key = g_strdup_printf(" name=%s ", name);
    for (guint i = 1; i < exchange->n_lines; i++) {
        if (strstr(exchange->lines[i], key) == NULL)
            continue;
        const char *arg = strstr(exchange->lines[i], " arg=");
        cr_assert(arg != NULL && *args != NULL, "%s: '%s'", name, exchange->lines[i]);
        g_autofree char *wanted = g_strconcat(*args, " ", NULL);
        expect_prefix(arg + strlen(" arg="), wanted);
        args++;
    }
    cr_expect_null(*args, "%s: '%s' is missing", name, *args);
}

Test(harness_case_list, lists_a_case_for_each_argument)
{
    expect_arguments("several", (const char *[]){"1", "2", "3", NULL});
    expect_arguments("last_is_0", (const char *[]){"5", "0", NULL});
    expect_arguments("only_0", (const char *[]){"0", NULL});
    expect_arguments("first_is_0", (const char *[]){"0", "7", NULL});
    expect_arguments("extremes",
                     (const char *[]){"-1", "-9223372036854775808", "9223372036854775807", NULL});
}

Test(harness_case_list, orders_cases_by_file_and_line)
{
    static const char *const names[] = {
        "second_by_name_first_by_line",
        "first_by_name_second_by_line",
        "on_one_line_a",
        "on_one_line_b",
        "on_one_line_c",
        "last",
        "plain",
        "continues",
        "never_entered",
    };
    g_autoptr(Exchange) exchange = exchange_text(suite, "list\n");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *key = g_strdup_printf(" name=%s ", names[i]);
        cr_expect_not_null(strstr(exchange->lines[i + 1], key), "line %u is '%s', not '%s'", i,
                           exchange->lines[i + 1], names[i]);
    }
}

Test(harness_case_list, lists_who_uses_all_cpus)
{
    g_autoptr(Exchange) exchange = exchange_text(suite, "list\n");
    unsigned n = 0;
    for (guint i = 1; i < exchange->n_lines; i++) {
        bool says_so = strstr(exchange->lines[i], " all_cpus=1") != NULL;
        cr_expect_eq(says_so, strstr(exchange->lines[i], "_and_counts ") != NULL, "'%s'",
                     exchange->lines[i]);
        n += says_so;
    }
    cr_expect_eq(n, 1);
}

Test(harness_case_list, lists_the_cases_of_groups_that_are_not_compared)
{
    g_autoptr(Exchange) exchange = exchange_text(suite, "list\n");
    unsigned n = 0;
    for (guint i = 1; i < exchange->n_lines; i++) {
        bool says_so = strstr(exchange->lines[i], " compares=0 ") != NULL;
        cr_expect_eq(says_so,
                     g_str_has_prefix(exchange->lines[i], "case group=inputs ") ||
                         g_str_has_prefix(exchange->lines[i], "case group=tasks "),
                     "'%s'", exchange->lines[i]);
        n += says_so;
    }
    cr_expect_eq(n, 4);
}
