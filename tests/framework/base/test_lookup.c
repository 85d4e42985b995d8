// SPDX-License-Identifier: MIT
#include "framework/base/lookup.h"

#include <criterion/criterion.h>

struct thing {
    const char *name; // NULL: none
};

static gconstpointer name_of(gconstpointer thing)
{
    return ((const struct thing *)thing)->name;
}

static const struct lookup_key by_name = {name_of, g_str_hash, g_str_equal};

Test(lookup, finds_the_first_of_a_key)
{
    struct thing a = {"a"}, b = {"b"}, again = {"b"}, nameless = {NULL};
    struct lookup lookup = {.key = &by_name};
    g_autoptr(GPtrArray) things = g_ptr_array_new();
    cr_expect_null(lookup_find(&lookup, things, "a"));
    g_ptr_array_add(things, &nameless);
    g_ptr_array_add(things, &a);
    g_ptr_array_add(things, &b);
    g_ptr_array_add(things, &again);
    cr_expect_eq(lookup_find(&lookup, things, "a"), &a);
    cr_expect_eq(lookup_find(&lookup, things, "b"), &b);
    cr_expect_null(lookup_find(&lookup, things, "c"));
    lookup_clear(&lookup);
}

Test(lookup, takes_in_what_is_added)
{
    struct thing a = {"a"}, b = {"b"};
    struct lookup lookup = {.key = &by_name};
    g_autoptr(GPtrArray) things = g_ptr_array_new();
    g_ptr_array_add(things, &a);
    cr_expect_null(lookup_find(&lookup, things, "b"));
    g_ptr_array_add(things, &b);
    cr_expect_eq(lookup_find(&lookup, things, "b"), &b);
    lookup_clear(&lookup);
}

Test(lookup, begins_again_after_a_change)
{
    struct thing a = {"a"}, b = {"b"}, c = {"c"};
    struct lookup lookup = {.key = &by_name};
    g_autoptr(GPtrArray) things = g_ptr_array_new();
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    g_ptr_array_add(things, &a);
    g_ptr_array_add(things, &b);
    g_ptr_array_add(others, &c);
    cr_expect_eq(lookup_find(&lookup, things, "a"), &a);
    g_ptr_array_remove_index(things, 0);
    cr_expect_null(lookup_find(&lookup, things, "a"), "the array became shorter");
    cr_expect_eq(lookup_find(&lookup, others, "c"), &c, "another array");
    cr_expect_null(lookup_find(&lookup, others, "b"));
    c.name = "d";
    lookup_clear(&lookup);
    cr_expect_eq(lookup_find(&lookup, others, "d"), &c, "another key");
    lookup_clear(&lookup);
}
