// SPDX-License-Identifier: MIT
// What the timed loop can reach, and what else runs in its process.
#include "framework/program/code.h"
#include <criterion/criterion.h>

#include "tests/framework/program/code_pairs.h"

TestSuite(code_loop, .timeout = 120);

Test(code_loop, on_another_fixture_is_the_same_in_its_loop_alone)
{
    CHECK_ALL({"-O2", "-O2 -DELEMENTS=65", "code_all", SAME_LOOP, "'make'"},
              {"-O0", "-O0 -DELEMENTS=65", "code_all", SAME_LOOP, "'make'"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DELEMENTS=65", "code_all", SAME_LOOP,
               "'make'"},
              {"-O2", "-O2 -DFILLING=4", "code_filled", SAME_LOOP, "'fill'"},
              {"-O0", "-O0 -DFILLING=4", "code_filled_apart", SAME_LOOP, "'fill'"},
              {"-O2", "-O2 -DFILLING=4", "code_filled_apart", SAME_LOOP, "'fill'"});
}

Test(code_loop, that_runs_before_all_cases_is_not_in_the_loop)
{
    CHECK_ALL({"-O2", "-O2 -DFIRST=4", "code_small", SAME_LOOP, "'construct'"});
}

Test(code_loop, in_the_loop_of_a_function_that_the_body_calls_is_compared)
{
    CHECK_ALL({"-O2", "-O2 -DSTEP=4", "code_filled_apart", DIFFERS, "'loop_apart'"},
              {"-O0", "-O0 -DSTEP=4", "code_filled_apart", DIFFERS, "'loop_apart'"},
              {"-O2", "-O2 -DSTEP=4", "code_filled", DIFFERS, "'bench_body_code_filled'"});
}

Test(code_loop, with_a_pointer_set_elsewhere_is_the_same_if_all_that_it_may_lead_to_is)
{
    CHECK_ALL({"-O2", "-O2 -DNOTHING", "code_hooked", SAME, NULL},
              {"-O2", "-O2 -DFILLING=4", "code_hooked", SAME_LOOP, "'fill'"},
              {"-O2", "-O2 -DTHIRD=34", "code_hooked", SAME, NULL});
}

Test(code_loop, with_a_pointer_set_elsewhere_is_unknown_if_what_it_may_lead_to_differs)
{
    const unsigned unknown_loop = IN_LOOP(CODE_UNKNOWN) | IN_CASE(CODE_DIFFERS);
    CHECK_ALL({"-O2", "-O2 -DHOOKED=4", "code_hooked", unknown_loop, "'hooked_by_setup'"},
              {"-O0", "-O0 -DHOOKED=4", "code_hooked", unknown_loop, "'hooked_by_setup'"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DHOOKED=4", "code_hooked",
               unknown_loop, "'hooked_by_setup'"});
}

Test(code_loop, that_threads_may_run_is_unknown_if_what_they_may_run_differs)
{
    CHECK_ALL({"-O2 -DTHREADS -pthread", "-O2 -DTHREADS -pthread -DHOOKED=4", "code_waits",
               IN_LOOP(CODE_UNKNOWN) | IN_CASE(CODE_DIFFERS), "'"});
}

Test(code_loop, that_is_loaded_at_run_time_is_unknown)
{
    CHECK_ALL({"-O2 -DLOADS", "-O2 -DLOADS -DNOTHING", "code_loaded", UNKNOWN, "dlsym"});
}
