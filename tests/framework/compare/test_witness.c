// SPDX-License-Identifier: MIT
#include "framework/compare/witness.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect(enum verdict verdict, enum code_sameness sameness, double base, double head,
                   const char *expected)
{
    const struct evidence evidence = {.code = sameness, .instructions = {base, head}};
    g_autofree char *words = witness_words(verdict, &evidence);
    if (expected == NULL)
        cr_expect_null(words, "%s", words);
    else
        cr_expect(g_strcmp0(words, expected) == 0, "'%s' is not '%s'", words ? words : "nothing",
                  expected);
}

static bool is_same_code(enum code_sameness sameness, double base, double head)
{
    const struct evidence evidence = {.code = sameness, .instructions = {base, head}};
    return witness_is_same_code(&evidence);
}

Test(witness, says_that_code_is_the_same)
{
    expect(VERDICT_SLOWER, CODE_IDENTICAL, NAN, NAN, "same code");
    expect(VERDICT_FASTER, CODE_SAME_BUT_ADDRESSES, 100, 100, "same code");
    expect(VERDICT_SAME, CODE_IDENTICAL, NAN, NAN, "same code");
    expect(VERDICT_UNCLEAR, CODE_SAME_BUT_ADDRESSES, 100, 100, "same code");
}

Test(witness, tells_more_work_from_slower_work)
{
    expect(VERDICT_SLOWER, CODE_DIFFERS, 1000, 1071, "7.1% more instructions");
    expect(VERDICT_FASTER, CODE_DIFFERS, 1000, 750, "25.0% fewer instructions");
    expect(VERDICT_SLOWER, CODE_UNKNOWN, 100, 250, "2.5 times the instructions");
    expect(VERDICT_SLOWER, CODE_DIFFERS, 1000, 1000.9,
           "same instructions: probably placement, try --layouts");
    expect(VERDICT_FASTER, CODE_UNKNOWN, 1000, 1000,
           "same instructions: probably placement, try --layouts");
}

Test(witness, tells_counts_where_times_are_not_decided)
{
    expect(VERDICT_UNCLEAR, CODE_DIFFERS, 1000, 1005, "0.5% more instructions");
    expect(VERDICT_SAME, CODE_DIFFERS, 1000, 1000, "same instructions");
}

Test(witness, says_what_it_means_when_counts_and_times_disagree)
{
    expect(VERDICT_SAME, CODE_DIFFERS, 1000, 1100,
           "10.0% more instructions, same time: they run while it waits for something else");
    expect(VERDICT_SAME, CODE_DIFFERS, 1000, 900,
           "10.0% fewer instructions, same time: it waits for something else");
    expect(VERDICT_SLOWER, CODE_DIFFERS, 1000, 900,
           "10.0% fewer instructions, which take longer: look at cache and branch misses");
    expect(VERDICT_FASTER, CODE_DIFFERS, 1000, 1100,
           "10.0% more instructions, which take less time: fewer misses, or more of them at once");
}

Test(witness, takes_code_for_the_same_unless_its_counts_differ)
{
    cr_expect(is_same_code(CODE_IDENTICAL, NAN, NAN));
    cr_expect(is_same_code(CODE_SAME_BUT_ADDRESSES, 1000, 1000.9));
    cr_expect_not(is_same_code(CODE_IDENTICAL, 1000, 1100));
    cr_expect_not(is_same_code(CODE_UNKNOWN, 1000, 1000));
    cr_expect_not(is_same_code(CODE_DIFFERS, NAN, NAN));
    expect(VERDICT_SLOWER, CODE_IDENTICAL, 1000, 1100, "same code, 10.0% more instructions");
}

Test(witness, is_silent_where_nothing_is_known)
{
    expect(VERDICT_SLOWER, CODE_DIFFERS, NAN, NAN, NULL);
    expect(VERDICT_SAME, CODE_UNKNOWN, NAN, 100, NULL);
    expect(VERDICT_SLOWER, CODE_UNKNOWN, 0, 0, NULL);
}

Test(witness, names_the_fixture_that_the_same_code_works_on)
{
    const struct evidence evidence = {CODE_IDENTICAL, true, false, {1000, 1100}};
    g_autofree char *words = witness_words(VERDICT_SLOWER, &evidence);
    cr_expect_str_eq(words, "same code, other fixture, 10.0% more instructions");
    cr_expect_not(witness_is_same_code(&evidence));
}

Test(witness, does_not_propose_layouts_to_who_has_them)
{
    const struct evidence evidence = {CODE_DIFFERS, false, true, {1000, 1000}};
    g_autofree char *words = witness_words(VERDICT_SLOWER, &evidence);
    cr_expect_str_eq(words, "same instructions, slower time");
}
