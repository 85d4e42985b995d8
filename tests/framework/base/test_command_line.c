// SPDX-License-Identifier: MIT
#include "framework/base/command_line.h"

#include <criterion/criterion.h>
#include <glib.h>

Test(command_line, is_taken_apart_into_its_words_again)
{
    static const char *const words[] = {"run",  "-f",        "*/n:10", "",  "it's",
                                        "a b",  "$(reboot)", "-",      "~", "#",
                                        "x\ny", "\"",        "größer", NULL};
    g_auto(GStrv) parsed = NULL;
    g_autofree char *line = command_line_format(words);
    cr_assert(g_shell_parse_argv(line, NULL, &parsed, NULL));
    cr_assert_str_eq(parsed[0], "benchrun");
    cr_assert(g_strv_equal((const char *const *)parsed + 1, words), "%s", line);
}

Test(command_line, quotes_only_what_needs_it)
{
    static const char *const words[] = {"run", "--time=2", "./suite", "a b", NULL};
    g_autofree char *line = command_line_format(words);
    cr_assert_str_eq(line, "benchrun run --time=2 ./suite 'a b'");
}
