// SPDX-License-Identifier: MIT
#include "framework/build/own_filters.h"

#include <criterion/criterion.h>

#include "tests/framework/build/throwaway.h"

static struct throwaway away;

static void set_up(void)
{
    throwaway_init(&away);
    g_free(throwaway_sh(away.repository, "git config --global filter.users.clean 'sed users'\n"
                                         "git config --global filter.both.clean 'sed user'\n"));
}

static void tear_down(void)
{
    throwaway_clear(&away);
}

TestSuite(own_filters, .init = set_up, .fini = tear_down, .timeout = 60);

// What git sees of a key with the words in its environment; `(unset)` without it.
static void expect_value(char **words, const char *key, const char *expected)
{
    g_autofree char *script = g_strdup_printf("git config --get '%s' || echo '(unset)'", key);
    g_autoptr(GStrvBuilder) argv = g_strv_builder_new();
    g_strv_builder_add(argv, "env");
    for (char **word = words; *word != NULL; word++)
        g_strv_builder_add(argv, *word);
    g_strv_builder_add_many(argv, "sh", "-c", script, NULL);
    g_auto(GStrv) all = g_strv_builder_end(argv);
    g_autofree char *output = NULL;
    cr_assert(g_spawn_sync(away.repository, all, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                           NULL, NULL, NULL));
    cr_expect_str_eq(g_strchomp(output), expected, "%s: '%s'", key, output);
}

Test(own_filters, of_a_repository_without_any_are_no_words)
{
    g_auto(GStrv) words = own_filters_off(away.repository);
    cr_expect_null(words[0]);
}

Test(own_filters, are_off_and_those_of_the_user_are_not)
{
    g_free(throwaway_sh(away.repository, "git config filter.own.clean 'sed own'\n"
                                         "git config filter.own.required true\n"
                                         "git config 'filter.a=b.c d.process' 'sed strange'\n"
                                         "git config filter.both.clean 'sed own'\n"
                                         "git config --file .git/more filter.more.smudge 'sed x'\n"
                                         "git config include.path more"));
    g_setenv("GIT_CONFIG_COUNT", "1", TRUE);
    g_setenv("GIT_CONFIG_KEY_0", "users.word", TRUE);
    g_setenv("GIT_CONFIG_VALUE_0", "kept", TRUE);
    g_auto(GStrv) words = own_filters_off(away.repository);
    expect_value(words, "filter.own.clean", "");
    expect_value(words, "filter.own.required", "false");
    expect_value(words, "filter.a=b.c d.process", "");
    expect_value(words, "filter.more.smudge", "");
    expect_value(words, "filter.both.clean", "sed user");
    expect_value(words, "filter.users.clean", "sed users");
    expect_value(words, "users.word", "kept");
}
