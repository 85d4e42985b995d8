// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <string.h>

#include "framework/harness/counter_table.h"
#include "framework/result/file/run_file.h"

static struct result *make_result(void)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->suite = g_strdup("suite");
    bench_case->group = g_strdup("sum");
    bench_case->name = g_strdup("shown otherwise");
    bench_case->symbol = g_strdup("sum_loop");
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    g_ptr_array_add(result->processes, process_new());
    return result;
}

static struct result *write_and_read(struct result *result)
{
    GError *error = NULL;
    g_autofree char *line = result_format(result);
    struct result *again = result_parse(line, strlen(line), &error);
    cr_assert_not_null(again, "%s", error ? error->message : "");
    return again;
}

static const struct sample *first_sample(const struct result *result)
{
    const struct process *process = g_ptr_array_index(result->processes, 0);
    return &g_array_index(process->samples, struct sample, 0);
}

Test(result_json, keeps_the_symbol_of_a_case)
{
    g_autoptr(Result) result = make_result();
    g_autoptr(Result) again = write_and_read(result);
    cr_expect_str_eq(again->bench_case->symbol, "sum_loop");
    g_clear_pointer(&result->bench_case->symbol, g_free);
    g_autoptr(Result) without = write_and_read(result);
    cr_expect_null(without->bench_case->symbol);
}

Test(result_json, keeps_what_a_test_found)
{
    g_autoptr(Result) result = make_result();
    result->duration_s = 0.25;
    for (unsigned check = CHECK_NONE; check < CHECKS; check++) {
        result->check = (enum check)check;
        g_autoptr(Result) again = write_and_read(result);
        cr_expect_eq(again->check, check, "%s", check_word(again->check));
        cr_expect_eq(again->duration_s, 0.25);
    }
}

Test(result_json, keeps_counts_and_leaves_out_what_was_not_counted)
{
    g_autoptr(Result) result = make_result();
    const struct process *process = g_ptr_array_index(result->processes, 0);
    struct sample sample = {.iterations = 10, .elapsed_ns = 500, SAMPLE_UNCOUNTED};
    sample.counts[COUNTER_instructions] = 4200;
    g_array_append_val(process->samples, sample);
    g_autoptr(Result) again = write_and_read(result);
    cr_expect_eq(first_sample(again)->counts[COUNTER_instructions], 4200);
    cr_expect(isnan(first_sample(again)->counts[COUNTER_cycles]));
}
