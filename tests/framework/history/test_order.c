// SPDX-License-Identifier: MIT
#include "framework/history/order.h"

#include <criterion/criterion.h>

// Nodes `NAME:TIME:PARENT,PARENT` with blanks between them; their names in order.
static char *order(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    guint n = g_strv_length(words);
    g_autofree struct order_node *nodes = g_new0(struct order_node, n);
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint i = 0; i < n; i++) {
        char **parts = g_strsplit(words[i], ":", 3);
        char **parents = g_strsplit(parts[2], ",", -1);
        nodes[i] = (struct order_node){parts[0], (const char *const *)parents,
                                       g_ascii_strtoll(parts[1], NULL, 10)};
        g_ptr_array_add(kept, parts);
        g_ptr_array_add(kept, parents);
    }
    g_autoptr(GArray) found = order_commits(nodes, n);
    cr_assert_eq(found->len, n);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < n; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "",
                               nodes[g_array_index(found, guint, i)].name);
    return g_string_free(names, FALSE);
}

static void assert_order(const char *nodes, const char *expected)
{
    g_autofree char *found = order(nodes);
    cr_expect_str_eq(found, expected, "%s: %s", nodes, found);
}

Test(order, is_that_of_the_times_where_no_parent_is_known)
{
    assert_order("c:30: a:10: b:20:", "a b c");
    assert_order("c:30:x a:10:y b:20:z", "a b c");
}

Test(order, puts_parents_first_where_clocks_were_wrong)
{
    assert_order("a:50: b:20:a c:30:b", "a b c");
    assert_order("c:10:b b:20:a a:30:", "a b c");
}

Test(order, keeps_branches_in_the_order_of_their_times)
{
    assert_order("m:50:b,d d:40:c c:20:a b:30:a a:10:", "a c b d m");
}

Test(order, breaks_ties_by_name)
{
    assert_order("b:10: a:10: c:10:", "a b c");
}

Test(order, survives_what_git_never_has)
{
    assert_order("a:10:b b:20:a c:5:", "c a b");
    assert_order("a:10:a", "a");
    assert_order("a:10: b:20:a,a", "a b");
}
