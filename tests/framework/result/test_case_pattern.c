// SPDX-License-Identifier: MIT
#include "framework/result/case_pattern.h"

#include <criterion/criterion.h>

static bool fits(const char *id, const char *const *patterns)
{
    struct bench_case bench_case = {.id = (char *)id};
    return case_matches(&bench_case, patterns);
}

static bool matches(const char *id, const char *pattern)
{
    return fits(id, (const char *[]){pattern, NULL});
}

Test(case_pattern, a_plain_word_matches_a_part_of_an_id)
{
    cr_expect(matches("sum/four_at_a_time/n:1000", "four"));
    cr_expect(matches("sum/four_at_a_time/n:1000", "sum"));
    cr_expect(matches("sum/four_at_a_time/n:1000", "sum/four_at_a_time"));
    cr_expect(matches("sum/four_at_a_time/n:1000", "n:1000"));
    cr_expect(matches("sum/four_at_a_time/n:1000", "/n:"));
    cr_expect_not(matches("sum/four_at_a_time/n:1000", "FOUR"));
    cr_expect_not(matches("sum/four_at_a_time/n:1000", "five"));
    cr_expect_not(matches("sum/loop", ""));
}

Test(case_pattern, a_value_at_the_end_of_a_word_is_a_whole_one)
{
    cr_expect(matches("sum/loop/n:1024/k:2", "sum/loop/n:1024/k:2"));
    cr_expect(matches("sum/loop/n:1024/k:2", "n:1024"));
    cr_expect_not(matches("sum/loop/n:1024/k:20", "sum/loop/n:1024/k:2"));
    cr_expect_not(matches("sum/loop/n:1024/k:20", "n:10"));
    cr_expect_not(matches("sum/loop/16", "loop/1"));
    cr_expect_not(matches("sum/loop/-16", "loop/-1"));
    cr_expect(matches("sum/loop/n:16/m/n:1", "n:1"), "the second one");
    cr_expect(matches("sum/loop/k:2/threads:2", "k:2"));
    cr_expect(matches("hash/sha256", "sha2"), "no value");
    cr_expect(matches("hash/2x4", "/2"), "no number follows");
    cr_expect_not(fits("sum/loop/n:16", (const char *[]){"n:1", NULL}));
    cr_expect(fits("sum/loop/n:16", (const char *[]){"!n:1", NULL}));
}

Test(case_pattern, a_glob_matches_a_whole_id_or_its_start_up_to_a_slash)
{
    cr_expect(matches("sum/loop", "s*"));
    cr_expect(matches("sum/loop", "*/loop"));
    cr_expect(matches("sum/loop", "sum/l??p"));
    cr_expect(matches("sum/loop", "*"));
    cr_expect(matches("sum/loop/16", "*/loop"));
    cr_expect(matches("sum/loop/16", "su[lm]"));
    cr_expect_not(matches("sum/loop", "l*p"));
    cr_expect_not(matches("sum/loop", "?um/loo"));
    cr_expect_not(matches("sum/loop", "["));
}

Test(case_pattern, between_slashes_is_a_regular_expression)
{
    cr_expect(matches("sum/loop/n:1000", "/n:10+$/"));
    cr_expect(matches("sum/loop/n:1000", "/^sum.*0$/"));
    cr_expect(matches("sum/loop/n:1000", "/sum\\/(loop|four)/"));
    cr_expect(matches("sum/loop\xff/n:1000", "/n:10+$/"));
    cr_expect_not(matches("sum/loop/n:1000", "/^loop/"));
    cr_expect_not(matches("sum/loop/n:1000", "/(/"));
}

Test(case_pattern, an_exclamation_mark_leaves_out)
{
    cr_expect_not(matches("sum/slow", "!slow"));
    cr_expect(matches("sum/fast", "!slow"));
    cr_expect_not(matches("sum/slow", "!*/sl*"));
    cr_expect_not(matches("sum/slow", "!/w$/"));
    cr_expect_not(fits("sum/slow", (const char *[]){"sum", "!slow", NULL}));
    cr_expect_not(fits("sum/slow", (const char *[]){"!slow", "sum", NULL}));
    cr_expect(fits("sum/fast", (const char *[]){"sum", "!slow", NULL}));
    cr_expect_not(fits("max/fast", (const char *[]){"sum", "!slow", NULL}));
    cr_expect_not(fits("max/fast", (const char *[]){"!slow", "!max", NULL}));
}

Test(case_pattern, one_of_several_is_enough_and_none_selects_all)
{
    cr_expect(fits("sum/loop", NULL));
    cr_expect(fits("sum/loop", (const char *[]){NULL}));
    cr_expect(fits("sum/loop", (const char *[]){"no", "sum", NULL}));
    cr_expect_not(fits("sum/loop", (const char *[]){"no", "nor", NULL}));
}

// What `list` prints can be given to -f.
Test(case_pattern, an_id_matches_itself_whatever_it_holds)
{
    static const char *const ids[] = {"g/[a-z]*?{x,y}", "g/a\\b", "g/[", "g/\\", "g/*",
                                      "g/a[!b]",        "g/x\ny"};
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
        cr_expect(matches(ids[i], ids[i]), "'%s'", ids[i]);
}

Test(case_pattern, is_checked_before_it_is_used)
{
    static const char *const good[] = {"sum", "!sum", "s*", "[", "/a+/", "!/a+/", "/", "//"};
    static const char *const bad[] = {"", "!", "/(/", "!/[/"};
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        cr_expect(case_pattern_check(good[i], NULL), "'%s'", good[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect_not(case_pattern_check(bad[i], &error), "'%s'", bad[i]);
        cr_expect(g_str_has_prefix(error->message, "the pattern '"), "%s", error->message);
    }
}
