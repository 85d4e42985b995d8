// SPDX-License-Identifier: MIT
#include "framework/machine/cpus.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sched.h>

#include "framework/machine/cpu_list.h"
#include "tests/framework/machine/fake_tree.h"

static char *list_cpus(const struct cpu_facts *facts, size_t n)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < n; i++)
        g_string_append_printf(text, "%s%u", i > 0 ? "," : "", facts[i].cpu);
    return g_string_free(text, FALSE);
}

static void assert_ranked(struct cpu_facts *facts, size_t n, const char *expected)
{
    cpus_rank(facts, n);
    g_autofree char *order = list_cpus(facts, n);
    cr_assert_str_eq(order, expected);
}

Test(cpus, takes_isolated_ones_first_whatever_their_speed)
{
    struct cpu_facts facts[] = {{.cpu = 1, .capacity = 2},
                                {.cpu = 2, .capacity = 1, .is_isolated = true}};
    assert_ranked(facts, 2, "2,1");
}

Test(cpus, prefers_the_fastest_kind_even_where_it_is_cpu_0)
{
    struct cpu_facts facts[] = {{.cpu = 2, .capacity = 1}, {.cpu = 0, .capacity = 2}};
    assert_ranked(facts, 2, "0,2");
}

Test(cpus, leaves_cpu_0_and_its_core_to_interrupts)
{
    struct cpu_facts facts[] = {
        {.cpu = 0, .siblings = {1}, .n_siblings = 1},
        {.cpu = 1, .siblings = {0}, .n_siblings = 1},
        {.cpu = 2, .siblings = {3}, .n_siblings = 1},
        {.cpu = 3, .siblings = {2}, .n_siblings = 1},
    };
    assert_ranked(facts, 4, "2,3,1,0");
}

Test(cpus, uses_cpu_0_where_there_is_no_other)
{
    struct cpu_facts facts[] = {{.cpu = 0}};
    assert_ranked(facts, 1, "0");
    cpus_rank(NULL, 0);
}

Test(cpus, avoids_busy_ones_and_cores_shared_with_busy_or_foreign_ones)
{
    struct cpu_facts facts[] = {
        {.cpu = 1, .busy_ratio = 0.9, .siblings = {5}, .n_siblings = 1},
        {.cpu = 5, .busy_ratio = 0.1, .siblings = {1}, .n_siblings = 1},
        {.cpu = 2, .busy_ratio = NAN, .siblings = {6}, .n_siblings = 1}, // 6 is not ours
        {.cpu = 7, .busy_ratio = 0.0, .siblings = {8}, .n_siblings = 1},
        {.cpu = 8, .busy_ratio = 0.2, .siblings = {7}, .n_siblings = 1},
    };
    assert_ranked(facts, 5, "7,8,2,5,1");
}

Test(cpus, rank_the_same_from_any_order)
{
    struct cpu_facts forth[] = {{.cpu = 0}, {.cpu = 1}, {.cpu = 2}};
    struct cpu_facts back[] = {{.cpu = 2}, {.cpu = 1}, {.cpu = 0}};
    assert_ranked(forth, 3, "1,2,0");
    assert_ranked(back, 3, "1,2,0");
}

Test(cpus, are_busy_by_what_proc_stat_counted_meanwhile)
{
    const char *before = "cpu  0 0 0 0\ncpu0 100 0 0 100 0 0 0 0\ncpu1 5 0 0 5 0 0 0 0\n";
    const char *after = "cpu  0 0 0 0\ncpu0 103 0 0 100 1 0 0 0\ncpu1 5 0 0 5 0 0 0 0\n";
    struct cpu_facts facts[] = {{.cpu = 0}, {.cpu = 1}, {.cpu = 2}};
    cpus_mark_busy(facts, 3, before, after);
    cr_assert(facts[0].busy_ratio == 0.75);
    cr_assert(isnan(facts[1].busy_ratio), "no tick passed");
    cr_assert(isnan(facts[2].busy_ratio), "not in the file");
    cpus_mark_busy(facts, 1, after, before);
    cr_assert(isnan(facts[0].busy_ratio), "counters ran back");
}

Test(cpus, are_read_from_the_kernels_files)
{
    char *root = fake_tree_new_small();
    fake_tree_write(root, "sys/devices/system/cpu/online", "0-2\n", -1);
    fake_tree_write(root, "sys/devices/system/cpu/isolated", "1\n", -1);
    g_autoptr(GArray) allowed = cpu_list_parse("0-3");
    g_autoptr(GArray) cpus = cpus_read_at(root, allowed);
    cr_assert(cpus->len == 3);
    const struct cpu_facts *facts = (const void *)cpus->data;
    cr_assert(facts[1].cpu == 1 && facts[1].is_isolated && !facts[0].is_isolated);
    cr_assert(facts[1].n_siblings == 1 && facts[1].siblings[0] == 0);
    cr_assert(facts[2].capacity > facts[1].capacity);
    cr_assert(isnan(facts[0].busy_ratio));
    fake_tree_free(root);
}

Test(cpus, need_no_files)
{
    char *root = fake_tree_new();
    g_autoptr(GArray) allowed = cpu_list_parse("0-1,5000");
    g_autoptr(GArray) cpus = cpus_read_at(root, allowed);
    cr_assert(cpus->len == 3);
    fake_tree_free(root);
}

// The one test that looks at the real machine.
Test(cpus, detect_those_that_this_process_may_use)
{
    g_autoptr(GArray) allowed = cpus_allowed();
    g_autoptr(GArray) cpus = cpus_detect(1);
    cr_assert(cpus->len >= 1 && cpus->len <= allowed->len);
    for (guint i = 0; i < cpus->len; i++)
        cr_assert(cpu_list_has(allowed, g_array_index(cpus, struct cpu_facts, i).cpu));
}

Test(cpu_list, reads_what_the_kernel_writes)
{
    g_autoptr(GArray) list = cpu_list_parse("0-3,8,10-11,8\n");
    static const unsigned expected[] = {0, 1, 2, 3, 8, 10, 11};
    cr_assert(list->len == G_N_ELEMENTS(expected));
    cr_assert(memcmp(list->data, expected, sizeof expected) == 0);
    cr_assert(cpu_list_has(list, 10) && !cpu_list_has(list, 9));
}

Test(cpu_list, is_empty_for_nothing_and_noise)
{
    static const char *const texts[] = {
        NULL, "", "\n", "-", "a", "3-1", "-1", "99999999999999999999", "70000-80000"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GArray) list = cpu_list_parse(texts[i]);
        cr_assert(list->len == 0, "%s", texts[i]);
        cr_assert(!cpu_list_has(list, 0));
    }
}

Test(cpu_list, stops_at_the_number_of_cpus_that_can_be)
{
    g_autoptr(GArray) list = cpu_list_parse("0-4294967295");
    cr_assert(list->len == CPU_LIST_MAX);
    cr_assert(!cpu_list_has(list, CPU_LIST_MAX));
}
