// SPDX-License-Identifier: MIT
#include "framework/runner/suite.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(suite, .timeout = 20);

static GPtrArray *ask(const char *program, const char *scenario, struct suite_facts *facts,
                      GError **error)
{
    const char *launcher[] = {PROGRAMS "/scripted_worker", scenario, NULL};
    struct launch launch = {
        .program = program, .launcher = scenario ? launcher : NULL, .cpu = -1, .timeout_s = 90};
    return suite_list(&launch, facts, error);
}

static GPtrArray *list(const char *program, const char *scenario, GError **error)
{
    return ask(program, scenario, NULL, error);
}

static void expect_refusal(const char *scenario, const char *phrase)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *cases = list("suite", scenario, &error);
    cr_assert_null(cases, "%s is listed", scenario);
    cr_assert_not_null(error, "%s: no error", scenario);
    cr_expect_not_null(strstr(error->message, phrase), "%s: '%s' is not in '%s'", scenario, phrase,
                       error->message);
}

static void expect_mistake(const char *scenario, const char *phrase)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) cases = list("suite", scenario, &error);
    cr_assert(cases != NULL && cases->len == 1, "%s: %s", scenario, error ? error->message : "");
    const char *mistake = ((const struct bench_case *)cases->pdata[0])->mistake;
    cr_assert_not_null(mistake, "%s: no mistake", scenario);
    cr_expect_not_null(strstr(mistake, phrase), "%s: '%s' is not in '%s'", scenario, phrase,
                       mistake);
}

Test(suite, names_the_option_that_makes_no_sense)
{
    expect_mistake("list-of-a-parted-argument", "its .arg_name contains");
    expect_mistake("list-of-a-negative-claim", "its .min_speedup must be");
    expect_mistake("list-of-a-claiming-baseline", "but is the baseline");
    expect_mistake("list-of-a-mistake", "as an older library says");
}

Test(suite, lists_cases_in_their_order)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) cases = list(PROGRAMS "/good", NULL, &error);
    static const char *const ids[] = {"good/direct/n:16", "good/direct/n:64", "good/twice/n:16",
                                      "good/twice/n:64"};
    cr_assert_not_null(cases, "%s", error ? error->message : "");
    cr_assert_eq(cases->len, G_N_ELEMENTS(ids));
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        cr_expect_str_eq(bench_case->id, ids[i]);
        cr_expect_eq(bench_case->index, i);
        cr_expect_eq(bench_case->is_baseline, i < 2);
    }
}

Test(suite, brings_hostile_names_over_unchanged)
{
    g_autoptr(GPtrArray) cases = list(PROGRAMS "/hostile", NULL, NULL);
    cr_assert_not_null(cases);
    static const char *const names[] = {
        "plain",
        "a\"; system(\"touch pwned\"); \"",
        "$(touch pwned) `touch pwned` ${HOME} ; touch pwned | cat && x > y",
        "it's \"quoted\" \\ back\\slash 'twice'",
        "two\nlines\r\nok iterations=1 elapsed_ns=1\n\ttab",
        "\x1b[31mred\x1b[0m \x1b]0;title\x07 bell",
        "größer 漢字 é 🚀",
    };
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        cr_expect_str_eq(bench_case->name, names[i]);
    }
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        cr_expect(g_utf8_validate(bench_case->id, -1, NULL), "case %u is not UTF-8", i);
    }
}

Test(suite, that_makes_no_sense_is_refused)
{
    expect_refusal("list-of-garbage", "which makes no sense");
    expect_refusal("endless-list", "too long or not text");
    expect_refusal("list-refused", "not today");
    expect_refusal("greets-newer", "update benchrun");
    expect_refusal("dies-before-its-greeting", "these are my last words");
}

Test(suite, tells_how_it_was_built)
{
    struct suite_facts facts = {0};
    struct launch launch = {.program = PROGRAMS "/good", .cpu = -1, .timeout_s = 30};
    g_autoptr(GPtrArray) cases = suite_list(&launch, &facts, NULL);
    cr_assert_not_null(cases);
    cr_expect_not(facts.is_unoptimised);
    cr_expect(facts.clock_resolution_ns > 0 && facts.clock_cost_ns > 0);
    const struct bench_case *first = cases->pdata[0];
    cr_expect_eq(first->clock_resolution_ns, facts.clock_resolution_ns);
    cr_expect_eq(first->clock_cost_ns, facts.clock_cost_ns);
    cr_expect_str_eq(facts.clock_name, "CLOCK_MONOTONIC_RAW");
    cr_expect(facts.compiler != NULL && *facts.compiler != '\0');
    suite_facts_clear(&facts);
}

// Else one suite would make the result file of all unreadable.
Test(suite, numbers_that_a_result_file_refuses_are_not_taken)
{
    struct suite_facts facts = {0};
    g_autoptr(GPtrArray) timed = ask("suite", "absurd-clock", &facts, NULL);
    cr_assert_not_null(timed);
    cr_expect(isnan(facts.clock_resolution_ns) && isnan(facts.clock_cost_ns));
    suite_facts_clear(&facts);
    g_autoptr(GPtrArray) cases = list("suite", "list-of-absurd-iterations", NULL);
    cr_assert(cases != NULL && cases->len == 1);
    cr_expect_leq(((const struct bench_case *)cases->pdata[0])->iterations, UINT64_C(1) << 62);
}

// An older library does not say: then they are alternatives.
Test(suite, knows_inputs_from_alternatives)
{
    g_autoptr(GPtrArray) old = list("suite", "good", NULL);
    g_autoptr(GPtrArray) cases = list("suite", "list-of-inputs", NULL);
    cr_assert(old != NULL && old->len == 2 && cases != NULL && cases->len == 3);
    const struct bench_case *const *all = (const struct bench_case *const *)cases->pdata;
    cr_expect(case_is_alternative(old->pdata[0], old->pdata[1]));
    cr_expect(all[0]->is_input && all[1]->is_input && !all[2]->is_input);
    cr_expect_not(case_is_alternative(all[0], all[1]));
    cr_expect_not(all[0]->is_baseline, "inputs have no baseline");
    cr_expect(all[2]->is_baseline);
}

// An older library does not say: the scripted worker's list has no such key.
Test(suite, tells_who_uses_all_cpus)
{
    g_autoptr(GPtrArray) old = list("suite", "good", NULL);
    g_autoptr(GPtrArray) cases = list(PROGRAMS "/spread", NULL, NULL);
    static const bool wanted[] = {false, true, true, true};
    cr_assert(old != NULL && old->len == 2 && cases != NULL && cases->len == 4);
    for (guint i = 0; i < old->len; i++)
        cr_expect_not(((const struct bench_case *)g_ptr_array_index(old, i))->uses_all_cpus);
    for (guint i = 0; i < cases->len; i++)
        cr_expect_eq(((const struct bench_case *)g_ptr_array_index(cases, i))->uses_all_cpus,
                     wanted[i], "case %u", i);
}
