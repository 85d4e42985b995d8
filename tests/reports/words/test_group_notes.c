// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/words/group_notes.h"
#include "tests/reports/sample_run.h"

static void expect_advice(const struct run *run, guint index, double worth_ratio,
                          const char *wanted)
{
    g_autoptr(GPtrArray) groups = groups_of(run);
    g_autofree char *advice = group_advice(run, g_ptr_array_index(groups, index), worth_ratio);
    cr_expect_str_eq(advice, wanted);
}

Test(group_notes, advise_the_plain_one_below_the_worth)
{
    g_autoptr(Run) run = sample_run();
    expect_advice(run, 0, 3, "simd/n:1048576: less than 3x as fast; is the extra code worth it?");
    expect_advice(run, 0, 2, "");
    expect_advice(run, 0, 1, "");
    // linked_list is slower, which its verdict says.
    expect_advice(run, 1, 2,
                  "table, iterative_but_naive: less than 2x as fast; is the extra code worth it?");
}

Test(group_notes, tell_the_fits)
{
    g_autoptr(Run) run = sample_run();
    g_autoptr(GPtrArray) groups = groups_of(run);
    g_autofree char *none = group_fits(g_ptr_array_index(groups, 0));
    cr_expect_str_eq(none, "");
    for (guint i = 0; i < groups->len; i++) {
        const struct group *group = g_ptr_array_index(groups, i);
        g_autofree char *fits = group_fits(group);
        if (strcmp(group->name, "sort") == 0)
            cr_expect(g_str_has_prefix(fits, "insertion O("), "%s", fits);
    }
}

Test(group_notes, label_an_alternative_with_its_other_arguments_and_threads)
{
    g_autofree char *one = alternative_label("in\nsertion", NULL, 1);
    g_autofree char *four = alternative_label("insertion", "fill:75", 4);
    cr_expect_str_eq(one, "in\\nsertion");
    cr_expect_str_eq(four, "insertion/fill:75/threads:4");
}
