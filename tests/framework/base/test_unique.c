// SPDX-License-Identifier: MIT
#include "framework/base/unique.h"

#include <criterion/criterion.h>

static char *numbered(const char *text, unsigned n)
{
    return g_strdup_printf("%s-%u", text, n);
}

static void expect_taken(GHashTable *taken, const char *text, const char *expected)
{
    g_autofree char *given = unique_take(taken, text, numbered);
    cr_expect_str_eq(given, expected);
}

Test(unique, numbers_what_is_taken)
{
    g_autoptr(GHashTable) taken = unique_new();
    expect_taken(taken, "a", "a");
    expect_taken(taken, "b", "b");
    expect_taken(taken, "a", "a-2");
    expect_taken(taken, "a", "a-3");
    expect_taken(taken, "b", "b-2");
}

Test(unique, leaves_out_numbers_that_are_taken)
{
    g_autoptr(GHashTable) taken = unique_new();
    expect_taken(taken, "a-2", "a-2");
    expect_taken(taken, "a", "a");
    expect_taken(taken, "a", "a-3");
    expect_taken(taken, "a-2", "a-2-2");
    expect_taken(taken, "a-3", "a-3-2");
    expect_taken(taken, "a", "a-4");
}

static unsigned n_tried;

static char *count_tries(const char *text, unsigned n)
{
    n_tried++;
    return numbered(text, n);
}

Test(unique, tries_no_number_twice)
{
    enum { TEXTS = 1000 };
    g_autoptr(GHashTable) taken = unique_new();
    for (unsigned i = 0; i < TEXTS; i++)
        g_free(unique_take(taken, "a", count_tries));
    cr_expect_eq(n_tried, TEXTS - 1);
}
