// SPDX-License-Identifier: MIT
#include "framework/explain/vector_report.h"

#include <criterion/criterion.h>

static const char words_of_gcc[] =
    "[1/3] cc -c ../src/suite.c\n"
    "../src/suite.c:12:23: missed: couldn't vectorize loop\n"
    "../src/suite.c:13:20: missed: not vectorized: complicated access pattern.\n"
    "../src/suite.c:20:5: missed: couldn't vectorize loop\n"
    "../src/suite.c:20:5: missed: not vectorized: control flow in loop.\n"
    "../src/suite.c:20:5: missed: statement clobbers memory: foo ();\n"
    "../src/other.c:20:5: optimized: loop vectorized using 32 byte vectors\n"
    "suite.c:40:9: missed: couldn't vectorize loop\n"
    "suite.c:40:9: optimized: loop vectorized using 16 byte vectors\n"
    "suite.c:x: missed: \n"
    ":::\n"
    "suite.c:\n";

static void expect(unsigned line, const char *wanted)
{
    g_autofree char *found = vector_report_find(words_of_gcc, "/somewhere/suite.c", line);
    cr_expect_eq(g_strcmp0(found, wanted), 0, "line %u: %s", line, found);
}

Test(vector_report, is_of_the_loop_around_a_line)
{
    expect(22, "not vectorized: control flow in loop.");
    expect(20, "not vectorized: control flow in loop.");
    expect(13, "not vectorized: complicated access pattern.");
    expect(12, "couldn't vectorize loop");
}

Test(vector_report, says_that_it_was_done_if_it_was)
{
    expect(41, "loop vectorized using 16 byte vectors");
}

Test(vector_report, says_nothing_of_other_lines_and_files)
{
    expect(30, NULL);
    expect(11, NULL);
    expect(0, NULL);
    g_autofree char *of_another = vector_report_find(words_of_gcc, "third.c", 20);
    cr_expect_null(of_another);
    g_autofree char *of_nothing = vector_report_find("", "suite.c", 20);
    cr_expect_null(of_nothing);
}
