// SPDX-License-Identifier: MIT
#include "framework/live/thread_stat.h"

#include <criterion/criterion.h>
#include <glib.h>

Test(thread_stat, reads_names_with_parentheses_and_blanks)
{
    struct thread_stat stat;
    cr_assert(thread_stat_parse("12 (a) R (b)) D 1 12 12 0 -1 4194560 10 0 0", &stat));
    cr_expect_str_eq(stat.name, "a) R (b)");
    cr_expect_eq(stat.state, 'D');
    cr_expect_eq(stat.flags, 4194560u);
    g_free(stat.name);
}

Test(thread_stat, refuses_lines_that_are_none)
{
    static const char *const lines[] = {"", "12", "12 (a", "12 a) R (", "12 (a) R 1 2", "12 (a)"};
    struct thread_stat stat;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_expect_not(thread_stat_parse(lines[i], &stat), "%s", lines[i]);
        cr_expect_null(stat.name);
    }
}
