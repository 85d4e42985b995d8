// SPDX-License-Identifier: MIT
// Programs that were built alike and otherwise.
#include "framework/program/code.h"
#include <criterion/criterion.h>
#include <string.h>

#include "framework/program/code_map.h"
#include "tests/framework/program/code_pairs.h"

TestSuite(code, .timeout = 120);

Test(code, of_the_same_build_is_identical)
{
    CHECK_ALL({"-O2", "-O2 -DNOTHING", "code_all", IN_BOTH(CODE_IDENTICAL), NULL},
              {"-O0", "-O0 -DNOTHING", "code_all", IN_BOTH(CODE_IDENTICAL), NULL},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DNOTHING", "code_all",
               IN_BOTH(CODE_IDENTICAL), NULL});
}

Test(code, that_moved_is_the_same_but_for_addresses)
{
    CHECK_ALL(
        {"-O2", "-O2 -DEARLIER", "code_all", MOVED, NULL},
        {"-O0", "-O0 -DEARLIER", "code_all", MOVED, NULL},
        {"-O3", "-O3 -DEARLIER", "code_all", MOVED, NULL},
        {"-O2 -fcf-protection", "-O2 -fcf-protection -DEARLIER", "code_all", MOVED, NULL},
        {"-O2 -fno-plt -Wl,-z,now", "-O2 -fno-plt -Wl,-z,now -DEARLIER", "code_all", MOVED, NULL},
        {"-O2 -ffunction-sections -fdata-sections -Wl,--gc-sections",
         "-O2 -ffunction-sections -fdata-sections -Wl,--gc-sections -DEARLIER", "code_all", SAME,
         NULL},
        {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DEARLIER", "code_all", MOVED, NULL},
        {"-O2", "-O2 -falign-functions=64", "code_all", MOVED, NULL});
}

Test(code, linked_in_another_order_is_the_same)
{
    CHECK_ALL({"-O2 -ffunction-sections", "-O2 -ffunction-sections -Wl,--sort-section=name",
               "code_all", SAME, NULL});
}

Test(code, of_cpp_is_followed_through_virtual_functions)
{
    const struct expectation expectations[] = {
        {"-O2", "-O2 -DEARLIER", "cpp_virtual", MOVED, NULL},
        {"-O2", "-O2 -DFACTOR=5", "cpp_virtual", DIFFERS, "circle"},
        {"-O0", "-O0 -DEARLIER", "cpp_sort", MOVED, NULL},
        {"-O0", "-O0 -DFACTOR=5", "cpp_sort", DIFFERS, "'"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(expectations); i++) {
        code_pairs_check("g++", &expectations[i]);
        code_pairs_check("clang++", &expectations[i]);
    }
}

// Its linker gives functions that are chosen at run time a section of their own.
Test(code, of_static_programs_by_lld_is_followed_through_their_stubs)
{
    code_pairs_check("gcc", &(struct expectation){"-O2 -static -fuse-ld=lld",
                                                  "-O2 -static -fuse-ld=lld -DNOTHING", "code_all",
                                                  SAME, NULL});
}

Test(code, padded_otherwise_is_the_same_but_for_addresses)
{
    code_pairs_check("gcc", &(struct expectation){"-O2", "-O2 -falign-loops=64 -falign-jumps=64",
                                                  "code_all", MOVED, NULL});
    code_pairs_check("gcc",
                     &(struct expectation){"-O2", "-O2 -fno-align-functions -fno-align-loops",
                                           "code_all", MOVED, NULL});
}

Test(code, with_another_callee_names_the_callee)
{
    CHECK_ALL({"-O2", "-O2 -DTHIRD=34", "code_all", DIFFERS, "'choose'"},
              {"-O2", "-O2 -DSHIFT=4", "code_all", DIFFERS, "'"},
              {"-O0", "-O0 -DFACTOR=8", "code_all", DIFFERS, "'helper'"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DTHIRD=34", "code_all", DIFFERS,
               "'choose'"},
              {"-O0", "-O0 -DFACTOR=8", "code_small", DIFFERS, "'helper'"});
}

Test(code, with_other_constants_differs)
{
    CHECK_ALL({"-O2", "-O2 -DENTRY=10", "code_all", DIFFERS, "'table', which '"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DENTRY=10", "code_all", DIFFERS,
               "'table', which '"},
              {"-O2", "-O2 -DSCALE=0.4", "code_all", DIFFERS, "'bench_body_"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DSCALE=0.4", "code_all", DIFFERS,
               "'bench_body_"},
              {"-O2", "-O2 -DTEXT='\"a text to look up\"'", "code_all", DIFFERS,
               "a constant that 'bench_body_"},
              {"-O2", "-O2 -DSTART=6", "code_all", DIFFERS, "'"});
}

Test(code, with_entries_of_a_table_exchanged_differs)
{
    const char *swapped = "-O2 -DOPERATIONS=negate,add";
    const char *cases = "-O2 -DLOW_CASE=3 -DHIGH_CASE=1";
    CHECK_ALL({"-O2", swapped, "code_all", DIFFERS, "'"}, {"-O2", cases, "code_all", DIFFERS, "'"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DOPERATIONS=negate,add", "code_all",
               DIFFERS, "'"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DLOW_CASE=3 -DHIGH_CASE=1",
               "code_all", DIFFERS, ""});
}

Test(code, beside_other_code_is_the_same)
{
    CHECK_ALL({"-O2 -DEARLIER", "-O2 -DEARLIER -DUNRELATED=31", "code_all", SAME, NULL},
              {"-O0 -DEARLIER", "-O0 -DEARLIER -DUNRELATED=31", "code_all", SAME, NULL},
              {"-O2", "-O2 -DTHIRD=34", "code_small", SAME, NULL},
              {"-O2", "-O2 -DFACTOR=8", "code_small_too", SAME, NULL});
}

Test(code, inlined_or_not_differs)
{
    CHECK_ALL({"-O2", "-O2 -UHELPER '-DHELPER=__attribute__((noinline))'", "code_small", DIFFERS,
               "'bench_body_code_small'"});
}

Test(code, of_another_optimisation_differs)
{
    CHECK_ALL({"-O2", "-O0", "code_all", DIFFERS, "'bench_body_code_all'"});
}

// What sets the pointer is the same, or all that it may lead to is.
Test(code, of_no_known_symbol_is_unknown)
{
    CHECK_ALL({"-O2", "-O2 -DNOTHING", "code_smal", UNKNOWN, "exactly one function"},
              {"-O2", "-O2 -DNOTHING", NULL, UNKNOWN, "too old"});
}

Test(code, of_a_stripped_program_is_unknown)
{
    GError *error = NULL;
    cr_assert_null(code_map_read(code_pairs_build("gcc", "-O2 -s"), &error));
    cr_expect(strstr(error->message, "no symbol table") != NULL, "%s", error->message);
    g_clear_error(&error);
    cr_assert_null(code_map_read(SOURCE, &error));
    cr_expect(strstr(error->message, "not a 64-bit ELF program") != NULL, "%s", error->message);
    g_clear_error(&error);
    cr_assert_null(code_map_read("/nowhere/program", &error));
    cr_expect(strstr(error->message, "cannot open") != NULL, "%s", error->message);
    g_clear_error(&error);
}
