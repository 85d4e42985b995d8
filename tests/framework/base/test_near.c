// SPDX-License-Identifier: MIT
#include "framework/base/near.h"

#include <criterion/criterion.h>

static void expect_hint(const char *pattern, const char *expected)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    static const char *const known[] = {"sum/one_at_a_time/n:1000", "sum/four_at_a_time/n:1000",
                                        "max/branch", "max/branchless", "max/table"};
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        g_ptr_array_add(ids, (char *)known[i]);
    g_autofree char *hint = near_hint((const char *[]){"!left_out", pattern, NULL}, ids);
    cr_expect_str_eq(hint, expected, "'%s': %s", pattern, hint);
}

Test(near, names_the_nearest_first)
{
    expect_hint("max/brnach", "; did you mean 'max/branch'?");
    expect_hint("brnchless", "; did you mean 'max/branchless'?");
    expect_hint("Table", "; did you mean 'max/table'?");
    expect_hint("sun/*", "; did you mean 'sum/one_at_a_time/n:1000', 'sum/four_at_a_time/n:1000'?");
    expect_hint("/^tabel$/", "; did you mean 'max/table'?");
}

Test(near, names_none_where_none_is_near)
{
    expect_hint("quicksort", "");
    expect_hint("*", "");
    expect_hint("", "");
    expect_hint("!max/table", "");
}
