// SPDX-License-Identifier: MIT
#include "framework/program/locals.h"

#include <criterion/criterion.h>

// Its variables are what the tests look for in this very program.
__attribute__((noinline)) static int sample(int argument)
{
    typedef int number;
    struct {
        int a;
    } pair = {1};
    const int constant = 3;
    volatile number shaky = argument;
    const char fixed[] = "text";
    char open[4] = {(char)argument};
    number square[2][2] = {{argument}};
    const char *pointer = fixed;
    if (argument > 0) {
        int inner = argument;
        pair.a += inner;
    }
    return pair.a + constant + shaky + open[0] + square[0][0] + *pointer;
}

Test(locals, are_what_a_function_declares_and_may_change)
{
    cr_assert_gt(sample(1), 0);
    g_autoptr(GPtrArray) locals = locals_of_function("/proc/self/exe", "sample");
    static const struct {
        const char *name;
        bool is_array;
    } wanted[] = {
        {"pair", false}, {"shaky", false}, {"open", true}, {"square", true}, {"pointer", false}};
    cr_assert_eq(locals->len, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < locals->len; i++) {
        const struct local *local = g_ptr_array_index(locals, i);
        cr_expect_str_eq(local->name, wanted[i].name);
        cr_expect_eq(local->is_array, wanted[i].is_array, "%s", local->name);
    }
}

Test(locals, of_what_is_not_known_are_none)
{
    g_autoptr(GPtrArray) nothing = locals_of_function("/proc/self/exe", "no_such_function");
    cr_expect_eq(nothing->len, 0);
    g_autoptr(GPtrArray) no_program = locals_of_function("/nonexistent", "sample");
    cr_expect_eq(no_program->len, 0);
    g_autoptr(GPtrArray) no_elf = locals_of_function("/proc/self/maps", "sample");
    cr_expect_eq(no_elf->len, 0);
}
