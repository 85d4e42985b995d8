// SPDX-License-Identifier: MIT
#include "framework/profile/instruction_costs.h"

#include <criterion/criterion.h>
#include <string.h>

// As callgrind 3.19 writes it: positions relative to the last, names once.
static const char file[] = "# callgrind format\n"
                           "positions: instr line\n"
                           "events: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi Bim\n"
                           "\n"
                           "ob=(1) /somewhere/else/libc.so.6\n"
                           "fn=(1) strlen\n"
                           "0x5000 10 1000\n"
                           "\n"
                           "ob=(2) /a folder/suite\n"
                           "fl=(1) suite.c\n"
                           "fn=(2) body\n"
                           "0x1000 20 1\n"
                           "+4 +1 100 50 0 0 7 2 0 1 1\n"
                           "+3 * 100 0 0 0 0 0 0 0 0 99 33 1 1\n"
                           "cob=(1)\n"
                           "cfn=(1)\n"
                           "calls=5 0x5000 10 \n"
                           "* * 5000\n"
                           "-7 -1 1\n"
                           "ob=(1)\n"
                           "0x6000 10 1000\n"
                           "ob=(2)\n"
                           "0x1004 21 11\n"
                           "totals: 7212\n";

static const struct instruction_cost *at(const GArray *costs, guint i)
{
    return &g_array_index(costs, struct instruction_cost, i);
}

Test(instruction_costs, are_those_of_one_program)
{
    g_autoptr(GHashTable) costs = instruction_costs_new();
    cr_assert(instruction_costs_add(costs, file, "suite", NULL));
    g_autoptr(GArray) sorted = instruction_costs_sorted(costs);
    cr_assert_eq(sorted->len, 3);
    cr_expect_eq(at(sorted, 0)->address, 0x1000);
    cr_expect_eq(at(sorted, 0)->line, 20);
    cr_expect_eq(at(sorted, 0)->counts[COST_RUNS], 2, "the cost of a call is not its own");
    cr_expect_eq(at(sorted, 1)->address, 0x1004);
    cr_expect_eq(at(sorted, 1)->line, 21);
    cr_expect_eq(at(sorted, 1)->counts[COST_RUNS], 111);
    cr_expect_eq(at(sorted, 1)->counts[COST_FIRST_LEVEL], 9);
    cr_expect_eq(at(sorted, 2)->address, 0x1007);
    cr_expect_eq(at(sorted, 2)->counts[COST_BRANCHES], 100);
    cr_expect_eq(at(sorted, 2)->counts[COST_MISPREDICTED], 34);
}

Test(instruction_costs, of_another_run_are_added)
{
    g_autoptr(GHashTable) costs = instruction_costs_new();
    cr_assert(instruction_costs_add(costs, file, "suite", NULL));
    cr_assert(instruction_costs_add(costs, file, "suite", NULL));
    g_autoptr(GArray) sorted = instruction_costs_sorted(costs);
    cr_expect_eq(at(sorted, 0)->counts[COST_RUNS], 4);
}

Test(instruction_costs, without_addresses_are_an_error)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) costs = instruction_costs_new();
    cr_expect_not(instruction_costs_add(costs, "positions: line\nevents: Ir\n1 2\n", "x", &error));
    cr_assert_not_null(error);
    cr_expect_eq(g_hash_table_size(costs), 0);
}

Test(instruction_costs, nonsense_is_survived)
{
    static const char *const lines[] = {
        "+",
        "-9999999999999999999999 1 1",
        "0x 1 1",
        "ob=(",
        "ob=",
        "cob=(1",
        "* ",
        "1",
        "calls=\n*",
        "events: ",
        "events: Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir "
        "Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir Ir\n"
        "ob=(1) /x\n0x1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 "
        "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"};
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GHashTable) costs = instruction_costs_new();
        g_autofree char *text = g_strdup_printf("\npositions: instr line\n%s\n", lines[i]);
        cr_expect(instruction_costs_add(costs, text, "x", NULL));
    }
}
