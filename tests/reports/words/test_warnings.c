// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/words/warnings.h"
#include "tests/reports/sample_run.h"

static const struct warning_group *find_group(const GPtrArray *groups, const char *text)
{
    for (guint i = 0; i < groups->len; i++) {
        const struct warning_group *group = g_ptr_array_index(groups, i);
        if (strcmp(group->text, text) == 0)
            return group;
    }
    return NULL;
}

static void warn_case(struct run *run, guint index, const char *text)
{
    result_warn(g_ptr_array_index(run->results, index), "%s", text);
}

Test(warnings, of_cases_are_together_where_only_numbers_differ)
{
    g_autoptr(Run) run = sample_run();
    warn_case(run, 0, "1 of 20 samples, 1.5 % each.");
    warn_case(run, 1, "3 of 9 samples, 2 % each.");
    warn_case(run, 4, "2 of 9 samples, 11 % each.");
    warn_case(run, 2, "fewer than 20");
    warn_case(run, 3, "fewer than 20");
    g_ptr_array_add(run->warnings, g_strdup("CPU 1 is busy"));
    g_ptr_array_add(run->warnings, g_strdup("CPU 2 is busy"));
    g_autoptr(GPtrArray) groups = warnings_of(run);
    const struct warning_group *alike =
        find_group(groups, "1 to 3 of 9 to 20 samples, 1.5 to 11 % each.");
    cr_assert_not_null(alike);
    cr_expect_eq(alike->labels->len, 3);
    const struct warning_group *same = find_group(groups, "fewer than 20");
    cr_assert_not_null(same);
    cr_expect_eq(same->labels->len, 2);
    cr_expect_not_null(find_group(groups, "CPU 1 is busy"));
    cr_expect_not_null(find_group(groups, "CPU 2 is busy"));
}

Test(warnings, speak_of_how_the_machine_is_set_up_where_results_suffered)
{
    static const char *const text =
        "SMT is on: two CPUs share one core: keep the other CPU of the core idle, or "
        "echo off | sudo tee /sys/devices/system/cpu/smt/control";
    g_autoptr(Run) run = sample_run();
    run->machine->smt = TRISTATE_YES;
    g_autoptr(GPtrArray) groups = warnings_of(run);
    const struct warning_group *shared = find_group(groups, text);
    cr_assert_not_null(shared);
    cr_expect_eq(shared->labels->len, 1);
    g_autoptr(Run) quiet = sample_large_run(1);
    if (quiet->machine != NULL)
        quiet->machine->smt = TRISTATE_YES;
    g_autoptr(GPtrArray) none = warnings_of(quiet);
    cr_expect_null(find_group(none, text));
}

Test(warnings, speak_of_the_virtual_machine_where_results_suffered)
{
    static const char *const text = "this machine is a KVM guest, which others may slow: "
                                    "trust comparisons more than times";
    g_autoptr(Run) run = sample_run();
    g_autoptr(GPtrArray) groups = warnings_of(run);
    const struct warning_group *guest = find_group(groups, text);
    cr_assert_not_null(guest);
    cr_expect_eq(guest->labels->len, 1);
    cr_expect_str_eq(guest->labels->pdata[0], "memoize/table");
    g_autoptr(Run) quiet = sample_large_run(1);
    g_autoptr(GPtrArray) none = warnings_of(quiet);
    cr_expect_null(find_group(none, text));
}
