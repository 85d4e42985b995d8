// SPDX-License-Identifier: MIT
#include "framework/base/array.h"

#include <criterion/criterion.h>
#include <string.h>

static GPtrArray *make(const char *words)
{
    GPtrArray *array = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) split = g_strsplit(words, " ", -1);
    for (char **word = split; *word != NULL; word++)
        g_ptr_array_add(array, g_strdup(*word));
    return array;
}

static void expect_words(const GPtrArray *array, const char *words)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < array->len; i++)
        g_string_append_printf(joined, "%s%s", i > 0 ? " " : "", (char *)array->pdata[i]);
    cr_expect_str_eq(joined->str, words);
}

static bool is_other(const void *word, const void *letter)
{
    return *(const char *)word != *(const char *)letter;
}

Test(array, keeps_elements_in_their_order)
{
    g_autoptr(GPtrArray) array = make("b1 a1 b2 b3 a2 c b4");
    pointers_keep(array, is_other, "b");
    expect_words(array, "a1 a2 c");
    pointers_keep(array, is_other, "x");
    expect_words(array, "a1 a2 c");
    pointers_keep(array, is_other, "a");
    pointers_keep(array, is_other, "c");
    cr_expect_eq(array->len, 0);
}

Test(array, moves_all_elements)
{
    g_autoptr(GPtrArray) into = make("a");
    g_autoptr(GPtrArray) from = make("b c");
    pointers_move(into, from);
    expect_words(into, "a b c");
    cr_expect_eq(from->len, 0);
    g_ptr_array_add(from, g_strdup("d"));
    pointers_move(into, from);
    expect_words(into, "a b c d");
}
