// SPDX-License-Identifier: MIT
#include "framework/result/command_run.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/result/file/run_file.h"
#include "framework/result/summary.h"

static struct result *make_result(void)
{
    struct bench_case bench_case = {.suite = (char *)"exec",
                                    .group = (char *)"exec",
                                    .name = (char *)"tool {n}",
                                    .command = (char *)"tool 1",
                                    .threads = 1};
    struct bench_case *copy = case_copy(&bench_case);
    copy->parameters = g_strsplit("n=1|of=a=b/c", "|", -1);
    case_name(copy);
    return result_new(copy);
}

struct taken {
    double elapsed_ns, user_ns, exit_code;
};

// A process with these runs, ended by one of no time, of which each has 1000 bytes more.
static struct process *add_process(struct result *result, const struct taken *taken)
{
    struct process *process = process_new();
    process->floor_ns = 100000;
    for (double bytes = 5000; taken->elapsed_ns > 0; taken++, bytes += 1000) {
        struct sample sample = {
            .iterations = 1, .elapsed_ns = (uint64_t)taken->elapsed_ns, SAMPLE_UNCOUNTED};
        sample.causes = CAUSE_MAJOR_FAULT;
        const struct command_run run = {taken->user_ns, 7, bytes, taken->exit_code};
        g_array_append_val(process->samples, sample);
        process_add_run(process, &run);
    }
    g_ptr_array_add(result->processes, process);
    return process;
}

static bool has_warning(const struct result *result, const char *phrase)
{
    for (guint i = 0; i < result->warnings->len; i++)
        if (strstr(g_ptr_array_index(result->warnings, i), phrase) != NULL)
            return true;
    return false;
}

static struct result *make_measured(void)
{
    struct result *result = make_result();
    add_process(result, (struct taken[]){{1e6, 100, 0}, {2e6, 200, 3}, {0, 0, 0}});
    add_process(result, (struct taken[]){{3e6, 600, 0}, {0, 0, 0}});
    summary_compute(result);
    return result;
}

Test(command_run, has_the_mean_of_cpu_times_and_the_median_of_the_rest)
{
    g_autoptr(Result) result = make_measured();
    cr_expect_eq(result_metric(result, "user_time"), 300);
    cr_expect_eq(result_metric(result, "system_time"), 7);
    cr_expect_eq(result_metric(result, "peak_resident"), 5000);
    cr_expect_eq(result_metric(result, "exit_code"), 0);
    cr_expect_eq(result_metric(result, "startup_time"), 100000);
    const struct metric *user = result_find_metric(result, "user_time");
    cr_expect_str_eq(user->source, SOURCE_COMMAND);
    cr_expect_eq(user->per_process->len, 2);
    cr_expect_eq(g_array_index(user->per_process, double, 0), 150);
    cr_expect_not(user->is_paired);
}

Test(command_run, counts_every_run_and_says_which_failed)
{
    g_autoptr(Result) result = make_measured();
    cr_expect_eq(result->summary.n, 3);
    cr_expect_eq(result->summary.n_disturbed, 0);
    cr_expect(has_warning(result, "1 of 3 runs failed"));
    cr_expect_not(has_warning(result, "disturbed"));
}

Test(command_run, is_never_at_the_floor_but_says_what_starting_takes)
{
    g_autoptr(Result) result = make_result();
    add_process(result, (struct taken[]){{100000, 1, 0}, {0, 0, 0}});
    summary_compute(result);
    cr_expect_not(result->is_at_floor);
    cr_expect(has_warning(result, "an empty process takes 100 % of its time"));
    g_autoptr(Result) slow = make_measured();
    cr_expect_not(has_warning(slow, "an empty process"));
}

Test(command_run, is_paired_between_two_sides)
{
    g_autoptr(Result) result = make_measured();
    result->side = SIDE_HEAD;
    summary_compute(result);
    cr_expect(result_find_metric(result, "peak_resident")->is_paired);
    cr_expect_not(result_find_metric(result, "exit_code")->is_paired);
}

Test(command_run, comes_back_from_a_file)
{
    g_autoptr(Run) run = run_new();
    g_ptr_array_add(run->results, make_measured());
    g_autofree char *text = run_format(run);
    g_autoptr(Run) again = run_parse(text, strlen(text), NULL);
    cr_assert_not_null(again);
    const struct result *result = g_ptr_array_index(again->results, 0);
    cr_expect_str_eq(result->bench_case->command, "tool 1");
    cr_expect_str_eq(result->bench_case->parameters[0], "n=1");
    cr_expect_str_eq(result->bench_case->parameters[1], "of=a=b/c");
    cr_expect_eq(result_metric(result, "user_time"), 300);
    const struct process *process = g_ptr_array_index(result->processes, 0);
    cr_expect_eq(process_find_run(process, 1)->exit_code, 3);
    cr_expect_null(process_find_run(process, 2));
    g_autofree char *same = run_format(again);
    cr_expect_str_eq(same, text);
}

static void expect_refused(const char *from, const char *to)
{
    g_autoptr(Run) run = run_new();
    g_ptr_array_add(run->results, make_measured());
    g_autofree char *text = run_format(run);
    GString *changed = g_string_new(text);
    cr_assert_gt(g_string_replace(changed, from, to, 0), 0, "%s", from);
    g_autoptr(GError) error = NULL;
    g_autoptr(Run) again = run_parse(changed->str, changed->len, &error);
    cr_expect_null(again, "%s", to);
    cr_expect_not_null(error);
    g_string_free(changed, TRUE);
}

Test(command_run, in_a_file_is_whole_and_within_its_range)
{
    expect_refused("\"samples_exit_code\"", "\"other\"");
    expect_refused("\"samples_peak_bytes\": [\n      5000.0", "\"samples_peak_bytes\": [-1");
    expect_refused("\"samples_peak_bytes\": [\n      5000.0", "\"samples_peak_bytes\": [1e300");
    expect_refused("\"samples_user_ns\": [\n      100.0", "\"samples_user_ns\": [null");
    expect_refused("\"n\": \"1\"", "\"n\": 1");
}
