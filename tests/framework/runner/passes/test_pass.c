// SPDX-License-Identifier: MIT
#include "framework/runner/passes/passes.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "framework/runner/passes/preload.h"
#include "framework/runner/suite.h"

static const struct launch launch = {.program = COUNTED, .cpu = -1, .timeout_s = 20};
static GPtrArray *cases;

static void list_cases(void)
{
    GError *error = NULL;
    cases = suite_list(&launch, NULL, &error);
    cr_assert_not_null(cases, "%s", error ? error->message : "");
}

static void free_cases(void)
{
    g_ptr_array_unref(cases);
}

TestSuite(pass, .init = list_cases, .fini = free_cases, .timeout = 120);

static const struct bench_case *find_case(const char *id)
{
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        if (strcmp(bench_case->id, id) == 0)
            return bench_case;
    }
    cr_assert_fail("no case '%s'", id);
    return NULL;
}

static double take(const struct launch *with, const char *id, GError **error)
{
    struct plan *plan = plan_new(1);
    struct arm *arm = plan_add(plan, find_case(id), with);
    bool is_taken = pass_take(pass_find("instructions"), arm, NULL, error);
    double value = result_metric(arm->result, "instructions");
    cr_expect_eq(is_taken, !isnan(value));
    cr_expect_eq(arm->result->status, STATUS_OK, "a pass changes nothing else");
    cr_expect_eq(arm->result->processes->len, 0);
    plan_free(plan);
    return value;
}

static double count(const char *id)
{
    GError *error = NULL;
    double instructions = take(&launch, id, &error);
    cr_expect_null(error, "%s", error ? error->message : "");
    return instructions;
}

static void need_valgrind(void)
{
    g_autofree char *valgrind = g_find_program_in_path("valgrind");
    cr_assert_not_null(valgrind, "install valgrind: apt install valgrind");
}

static void expect_refusal(const struct launch *with, const char *id, const char *why)
{
    GError *error = NULL;
    cr_expect(isnan(take(with, id, &error)));
    cr_assert_not_null(error);
    cr_expect(strstr(error->message, id) != NULL, "%s", error->message);
    cr_expect(strstr(error->message, why) != NULL, "%s", error->message);
    g_error_free(error);
}

Test(pass, counts_the_instructions_of_a_loop_exactly)
{
    need_valgrind();
    double loop = count("counted/nothing");
    cr_expect(loop >= 1 && loop <= 4, "%g", loop);
    cr_expect_eq(count("counted/a hundred"), 100 + loop);
    cr_expect(fabs(count("counted/fixed") - 100 - loop) < 1);
}

Test(pass, does_not_count_between_batches)
{
    need_valgrind();
    double instructions = count("counted/batched");
    cr_expect(instructions >= 100 && instructions < 106, "%g", instructions);
}

Test(pass, follows_the_argument)
{
    need_valgrind();
    double ten = count("counted/fixture/10");
    double twenty = count("counted/fixture/20");
    cr_expect(ten >= 1000 && ten < 1100, "%g", ten);
    cr_expect(twenty - ten >= 1000 && twenty - ten < 1100, "%g", twenty - ten);
}

Test(pass, knows_nothing_of_an_uneven_or_skipped_case)
{
    need_valgrind();
    expect_refusal(&launch, "counted/uneven", "does not grow in proportion");
    expect_refusal(&launch, "counted/skipped", "not available here");
}

Test(pass, needs_valgrind_and_no_launcher)
{
    const char *const words[] = {"env", NULL};
    struct launch through = launch;
    through.launcher = words;
    expect_refusal(&through, "counted/nothing", "leave out --launcher");
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_setenv("PATH", "/nowhere", TRUE);
    expect_refusal(&launch, "counted/nothing", "apt install valgrind");
    g_setenv("PATH", path, TRUE);
}

Test(pass, is_of_the_body_that_the_symbol_names)
{
    cr_expect_str_eq(find_case("counted/a hundred")->symbol, "counted_hundred");
    cr_expect_str_eq(find_case("counted/fixture/10")->symbol, "counted_fixture");
}

Test(pass, is_found_by_its_name)
{
    cr_expect_str_eq(pass_find("time")->name, "time");
    cr_expect_null(pass_find("nothing"));
    g_autofree char *names = pass_names();
    cr_expect_str_eq(names, "time, instructions, counters, latency, cold, memory");
}

Test(pass, preloads_only_what_is_installed)
{
    g_autoptr(GError) error = NULL;
    cr_expect_null(preload_setting("no_such_library.so", NULL, &error));
    cr_assert_not_null(error);
    cr_expect_str_eq(error->message, "benchrun's library 'no_such_library.so' is not installed: "
                                     "install benchrun again");
}
