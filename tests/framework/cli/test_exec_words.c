// SPDX-License-Identifier: MIT
#include "framework/cli/exec_words.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_words(const char *text, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = exec_words(text, NULL, &error);
    cr_assert_not_null(words, "%s: %s", text, error ? error->message : "");
    g_autofree char *joined = g_strjoinv("|", words);
    cr_expect_str_eq(joined, wanted);
}

Test(exec_words, are_split_as_a_shell_does)
{
    expect_words("ls -l", "ls|-l");
    expect_words("  a\t'b  c' \"d 'e'\" f\\ g ''", "a|b  c|d 'e'|f g|");
    expect_words("sh -c 'ls | wc; echo $HOME'", "sh|-c|ls | wc; echo $HOME");
    expect_words("a '#' b=c ./x~ \"*\" {}", "a|#|b=c|./x~|*|{}");
}

Test(exec_words, go_to_a_shell_as_they_are)
{
    char *shell[] = {(char *)"bash", (char *)"--norc", NULL};
    g_auto(GStrv) words = exec_words("ls | wc 'x", shell, NULL);
    g_autofree char *joined = g_strjoinv("|", words);
    cr_expect_str_eq(joined, "bash|--norc|-c|ls | wc 'x");
}

static void expect_refused(const char *text, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = exec_words(text, NULL, &error);
    cr_assert_null(words, "%s", text);
    cr_expect(error->domain == G_OPTION_ERROR);
    cr_expect_not_null(strstr(error->message, why), "%s: %s", text, error->message);
}

Test(exec_words, that_need_a_shell_are_refused)
{
    static const char *const texts[] = {"a|b",      "a >b",  "a; b",  "a & b",   "a $b",
                                        "a \"$b\"", "a `b`", "a *",   "a ?",     "a [b]",
                                        "(a)",      "a #b",  "a ~/b", "a 'b' <c"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        expect_refused(texts[i], "add --shell");
    expect_refused("A=1 b", "begins with a variable");
    expect_refused("a\nb", "several lines");
}

Test(exec_words, that_are_none_are_refused)
{
    expect_refused("", "a command is empty");
    expect_refused(" \t", "a command is empty");
    expect_refused("a 'b", "not closed");
    expect_refused("a \"b", "not closed");
    expect_refused("'' b", "empty program name");
}
