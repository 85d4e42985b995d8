// SPDX-License-Identifier: MIT
#include "framework/base/escape.h"

#include <criterion/criterion.h>
#include <glib.h>

Test(escape, shell_takes_back_what_it_was_given)
{
    static const char *const words[] = {
        "run", "-f",  "*/n:1000",   "",       "it's",      "$(touch pwned)",
        "`x`", "a b", "two\nlines", "größer", "-o=x.json", "!a",
        "\\",  "^",   "#",          NULL};
    g_autofree char *line = escape_shell(words);
    g_auto(GStrv) again = NULL;
    cr_assert(g_shell_parse_argv(line, NULL, &again, NULL), "%s", line);
    cr_expect(g_strv_equal(words, (const char *const *)again), "%s", line);
}

Test(escape, shell_words_are_quoted_only_where_needed)
{
    static const char *const words[] = {"run", "./a-b_c.d", "--cpu=none", "größer", "a;b", NULL};
    g_autofree char *line = escape_shell(words);
    cr_expect_str_eq(line, "run ./a-b_c.d --cpu=none größer 'a;b'");
}
