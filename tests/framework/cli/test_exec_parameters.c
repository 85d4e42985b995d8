// SPDX-License-Identifier: MIT
#include "framework/cli/exec_parameters.h"

#include <criterion/criterion.h>
#include <string.h>

static GPtrArray *make(const char *scan, const char *step, const char *list, GError **error)
{
    char *scans[] = {(char *)scan, NULL};
    char *steps[] = {(char *)step, NULL};
    char *lists[] = {(char *)list, NULL};
    const struct exec_options options = {.scans = scans, .steps = steps, .lists = lists};
    return exec_parameters(&options, error);
}

static char *values_of(const GPtrArray *parameters, guint index)
{
    const struct parameter *parameter = g_ptr_array_index(parameters, index);
    g_ptr_array_add(parameter->values, NULL);
    char *joined = g_strjoinv(" ", (char **)parameter->values->pdata);
    g_ptr_array_set_size(parameter->values, (gint)parameter->values->len - 1);
    return joined;
}

static void expect_values(const char *scan, const char *step, const char *wanted, bool are_numbers)
{
    g_autoptr(GPtrArray) parameters = make(scan, step, NULL, NULL);
    cr_assert_not_null(parameters, "%s", scan);
    g_autofree char *values = values_of(parameters, 0);
    cr_expect_str_eq(values, wanted);
    cr_expect_eq(((const struct parameter *)parameters->pdata[0])->are_numbers, are_numbers);
}

Test(exec_parameters, scan_from_the_least_to_the_most)
{
    expect_values("n 1 4", NULL, "1 2 3 4", true);
    expect_values("n -2 2", "2", "-2 0 2", true);
    expect_values("n 1 10", "4", "1 5 9", true);
    expect_values("n 7 7", NULL, "7", true);
}

// 0.1 + 0.1 + 0.1 is not 0.3.
Test(exec_parameters, scan_decimals_exactly)
{
    expect_values("d 0 0.3", "0.1", "0.0 0.1 0.2 0.3", false);
    expect_values("d 0.3 0.7", "0.2", "0.3 0.5 0.7", false);
    expect_values("d 1 2", "0.25", "1.00 1.25 1.50 1.75 2.00", false);
    expect_values("d 0.1 0.95", "0.3", "0.10 0.40 0.70", false);
}

static void expect_refused(const char *scan, const char *step, const char *list, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) parameters = make(scan, step, list, &error);
    cr_assert_null(parameters, "%s", why);
    cr_expect_not_null(strstr(error->message, why), "%s: %s", why, error->message);
}

Test(exec_parameters, refuse_what_makes_no_sense)
{
    expect_refused("n 2 1", NULL, NULL, "MIN may not be above MAX");
    expect_refused("n 1 2", "-1", NULL, "the step must be above 0");
    expect_refused("n 1 2", "0.00000000001", NULL, "must be numbers");
    expect_refused("n nan inf", NULL, NULL, "must be numbers");
    expect_refused("n 1 1001", NULL, NULL, "has more than 1000 values");
    expect_refused("n 1 500", NULL, "m a,b,c", "more than 1000 combinations");
    expect_refused(NULL, NULL, "n", "needs a name and values");
    expect_refused(NULL, NULL, "{n} 1", "consists of letters");
    expect_refused("n 1 2", NULL, "n 1", "given twice");
}

Test(exec_parameters, are_numbers_where_all_values_are_whole_ones)
{
    static const struct {
        const char *list;
        bool are_numbers;
    } rows[] = {{"n 1,2,-3", true}, {"n 1,x", false},  {"n 007", false},
                {"n 1.5", false},   {"n +1", false},   {"n 9223372036854775808", false},
                {"n a b,c", false}, {"n 1,,2", false}, {"n 9223372036854775807", true}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) parameters = make(NULL, NULL, rows[i].list, NULL);
        cr_assert_not_null(parameters);
        cr_expect_eq(((const struct parameter *)parameters->pdata[0])->are_numbers,
                     rows[i].are_numbers, "%s", rows[i].list);
    }
}

Test(exec_parameters, combine_with_the_last_varying_fastest)
{
    g_autoptr(GPtrArray) parameters = make("n 1 2", NULL, "t a,b", NULL);
    static const char *const wanted[] = {"1a", "1b", "2a", "2b"};
    cr_assert_eq(exec_combinations(parameters), 4);
    for (size_t i = 0; i < 4; i++) {
        g_autofree char *text = exec_fill("{n}{t}", parameters, i, true);
        cr_expect_str_eq(text, wanted[i]);
    }
}

Test(exec_parameters, fill_in_one_pass_and_leave_numbers_where_asked)
{
    g_autoptr(GPtrArray) parameters = make("n 5 5", NULL, "t {n},x", NULL);
    g_autofree char *all = exec_fill("{t} {n} {nn} {n", parameters, 0, true);
    cr_expect_str_eq(all, "{n} 5 {nn} {n");
    g_autofree char *texts = exec_fill("{t} {n}", parameters, 1, false);
    cr_expect_str_eq(texts, "x {n}");
}

Test(exec_parameters, names_without_one_are_refused_outside_of_quotes)
{
    g_autoptr(GPtrArray) parameters = make("n 1 2", NULL, NULL, NULL);
    static const char *const good[] = {"{n}", "'{m}'", "\"{m}\"", "{a,b}", "{}", "{ m }", "\\{m}"};
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        cr_expect(exec_check_names(good[i], parameters, NULL), "%s", good[i]);
    g_autoptr(GError) error = NULL;
    cr_expect_not(exec_check_names("x {n} 'a' {m}", parameters, &error));
    cr_expect_not_null(strstr(error->message, "has {m}"));
}
