// SPDX-License-Identifier: MIT
#include "framework/runner/passes/instructions.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

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

TestSuite(instructions, .init = list_cases, .fini = free_cases, .timeout = 120);

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

static double count(const char *id)
{
    GError *error = NULL;
    double instructions = instructions_count(&launch, find_case(id), &error);
    cr_expect_null(error, "%s", error ? error->message : "");
    return instructions;
}

static void need_valgrind(void)
{
    g_autofree char *valgrind = g_find_program_in_path("valgrind");
    if (valgrind == NULL)
        cr_skip_test("valgrind is not installed");
}

static void expect_refusal(const struct launch *with, const char *id, const char *why)
{
    GError *error = NULL;
    cr_expect(isnan(instructions_count(with, find_case(id), &error)));
    cr_assert_not_null(error);
    cr_expect(strstr(error->message, id) != NULL, "%s", error->message);
    cr_expect(strstr(error->message, why) != NULL, "%s", error->message);
    g_error_free(error);
}

Test(instructions, of_a_loop_are_exact)
{
    need_valgrind();
    double loop = count("counted/nothing");
    cr_expect(loop >= 1 && loop <= 4, "%g", loop);
    cr_expect_eq(count("counted/a hundred"), 100 + loop);
    cr_expect(fabs(count("counted/fixed") - 100 - loop) < 1);
}

Test(instructions, between_batches_are_not_counted)
{
    need_valgrind();
    double instructions = count("counted/batched");
    cr_expect(instructions >= 100 && instructions < 106, "%g", instructions);
}

Test(instructions, follow_the_argument)
{
    need_valgrind();
    double ten = count("counted/fixture/10");
    double twenty = count("counted/fixture/20");
    cr_expect(ten >= 1000 && ten < 1100, "%g", ten);
    cr_expect(twenty - ten >= 1000 && twenty - ten < 1100, "%g", twenty - ten);
}

Test(instructions, of_an_uneven_or_skipped_case_are_unknown)
{
    need_valgrind();
    expect_refusal(&launch, "counted/uneven", "does not grow evenly");
    expect_refusal(&launch, "counted/skipped", "not available here");
}

Test(instructions, need_valgrind_and_no_launcher)
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

Test(instructions, are_of_the_body_that_the_symbol_names)
{
    cr_expect_str_eq(find_case("counted/a hundred")->symbol, "counted_hundred");
    cr_expect_str_eq(find_case("counted/fixture/10")->symbol, "counted_fixture");
}

Test(instructions, that_the_hardware_counted_are_the_median)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    g_autoptr(Result) result = result_new(bench_case);
    cr_expect(isnan(instructions_counted(result)));
    struct process *process = process_new();
    g_ptr_array_add(result->processes, process);
    const double counts[] = {1000, NAN, 1020, 1010};
    for (unsigned i = 0; i < G_N_ELEMENTS(counts); i++) {
        struct sample sample = {.iterations = 10, .elapsed_ns = 1, .instructions = counts[i]};
        g_array_append_val(process->samples, sample);
    }
    cr_expect_eq(instructions_counted(result), 101);
}
