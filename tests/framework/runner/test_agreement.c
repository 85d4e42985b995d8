// SPDX-License-Identifier: MIT
#include "framework/runner/agreement.h"

#include <criterion/criterion.h>
#include <string.h>

static struct result *result_named(const char *name)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->group = g_strdup("g");
    bench_case->name = g_strdup(name);
    case_name(bench_case);
    return result_new(bench_case);
}

// A float, or nothing at all where it is NAN.
static struct outputs *of_value(float value)
{
    struct outputs *outputs = outputs_new();
    if (value != value)
        return outputs;
    g_autofree char *base64 = g_base64_encode((const guchar *)&value, sizeof value);
    g_autofree char *line = g_strconcat("data ", base64, NULL);
    cr_assert(outputs_take_line("output kind=f32 n=1 tolerance=0.25", outputs));
    cr_assert(outputs_take_line(line, outputs));
    return outputs;
}

static void expect(const struct result *result, enum status status, enum check check,
                   const char *message)
{
    const char *id = result->bench_case->id;
    cr_expect_eq(result->status, status, "%s is %s", id, status_word(result->status));
    cr_expect_eq(result->check, check, "%s: %s", id, check_word(result->check));
    if (message == NULL)
        cr_expect_null(result->message, "%s: %s", id, result->message);
    else
        cr_expect_str_eq(result->message ? result->message : "", message);
}

Test(agreement, compares_with_the_baseline)
{
    g_autoptr(Result) first = result_named("first");
    g_autoptr(Result) same = result_named("same");
    g_autoptr(Result) other = result_named("other");
    struct agreement agreement = {0};
    agreement_take(&agreement, first, of_value(8));
    agreement_take(&agreement, same, of_value(8.5));
    agreement_take(&agreement, other, of_value(12));
    agreement_clear(&agreement);
    expect(first, STATUS_OK, CHECK_REFERENCE, NULL);
    expect(same, STATUS_OK, CHECK_AGREES, NULL);
    expect(other, STATUS_FAILED, CHECK_DIFFERS,
           "wrong output: 12, but 'g/first' has 8 (output 1, index 0 of 1, tolerance 0.25)");
}

Test(agreement, leaves_a_case_without_output_unchecked)
{
    g_autoptr(Result) first = result_named("first");
    g_autoptr(Result) silent = result_named("silent");
    struct agreement agreement = {0};
    agreement_take(&agreement, first, of_value(8));
    agreement_take(&agreement, silent, outputs_new());
    agreement_clear(&agreement);
    expect(first, STATUS_OK, CHECK_REFERENCE, NULL);
    expect(silent, STATUS_OK, CHECK_UNCHECKED, NULL);
}

// Each difference is reported with what is wrong with the baseline.
static void expect_stand_in(enum status status, bool is_run, const char *why)
{
    g_autoptr(Result) baseline = result_named("baseline");
    g_autoptr(Result) next = result_named("next");
    g_autoptr(Result) other = result_named("other");
    struct agreement agreement = {0};
    if (status != STATUS_OK)
        result_refuse(baseline, status, "for a reason");
    agreement_take(&agreement, baseline, is_run ? outputs_new() : NULL);
    agreement_take(&agreement, next, of_value(1));
    agreement_take(&agreement, other, of_value(2));
    agreement_clear(&agreement);
    expect(next, STATUS_OK, CHECK_REFERENCE, NULL);
    cr_expect_eq(other->status, STATUS_FAILED);
    g_autofree char *end = g_strdup_printf("; compared with it because 'g/baseline' %s", why);
    cr_expect(g_str_has_suffix(other->message, end), "%s", other->message);
    cr_expect_not_null(strstr(other->message, ", but 'g/next' has 1 "), "%s", other->message);
}

Test(agreement, takes_the_next_where_the_baseline_produces_no_output)
{
    expect_stand_in(STATUS_OK, true, "produces no output");
}

Test(agreement, takes_the_next_where_the_baseline_could_not_be_run)
{
    expect_stand_in(STATUS_SKIPPED, false, "was skipped");
    expect_stand_in(STATUS_FAILED, false, "could not be run");
    expect_stand_in(STATUS_CRASHED, false, "could not be run");
    expect_stand_in(STATUS_TIMEOUT, false, "could not be run");
}

Test(agreement, blames_a_case_that_sends_less_than_it_announced)
{
    g_autoptr(Result) liar = result_named("liar");
    g_autoptr(Result) good = result_named("good");
    struct outputs *cut = outputs_new();
    struct agreement agreement = {0};
    cr_assert(outputs_take_line("output kind=f32 n=2 tolerance=0", cut));
    agreement_take(&agreement, liar, cut);
    agreement_take(&agreement, good, of_value(1));
    agreement_clear(&agreement);
    expect(liar, STATUS_FAILED, CHECK_NONE, "wrong output: output 1 is incomplete");
    expect(good, STATUS_OK, CHECK_REFERENCE, NULL);
}
