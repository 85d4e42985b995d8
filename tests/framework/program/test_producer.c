// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <glib.h>

#include "framework/program/producer.h"

// This test is built with debug information, as all of the tests' build is.
Test(producer, tells_compiler_and_flags_of_a_source)
{
    g_autofree char *producer = producer_read("/proc/self/exe", __FILE__);
    cr_assert_not_null(producer);
    cr_expect(strstr(producer, "GNU C") || strstr(producer, "clang"), "%s", producer);
}

Test(producer, tells_nothing_of_other_files)
{
    g_autofree char *other = producer_read("/proc/self/exe", "no_such_source.c");
    g_autofree char *text = producer_read(__FILE__, NULL);
    g_autofree char *missing = producer_read("/no/such/program", NULL);
    g_autofree char *device = producer_read("/dev/null", NULL);
    cr_expect_null(other);
    cr_expect_null(text);
    cr_expect_null(missing);
    cr_expect_null(device);
}
