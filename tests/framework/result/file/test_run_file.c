// SPDX-License-Identifier: MIT
#include "framework/result/file/run_file.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "framework/result/summary.h"

TestSuite(run_file, .timeout = 60);

static const char hostile[] = "a\"; system(\"touch pwned\"); \"\n\t$(x) `y` \\ größer 漢 \x01\x7f";

static struct result *make_result(const char *name, int64_t arg)
{
    struct bench_case bench_case = {
        .suite = (char *)"s",
        .group = (char *)"g",
        .name = (char *)name,
        .has_arg = true,
        .arg = arg,
        .threads = 1,
        .min_speedup = 1.5,
        .uses_all_cpus = arg < 0,
        .is_input = arg < 0,
        .tags = (char *)"a,b",
        .file = (char *)"x.c",
        .line = 7,
    };
    struct bench_case *copy = case_copy(&bench_case);
    case_name(copy);
    struct result *result = result_new(copy);
    struct process *process = process_new();
    process->seed = G_MAXUINT64;
    process->first_ns = 1234.5;
    for (uint64_t i = 1; i <= 3; i++) {
        struct sample sample = {
            .iterations = 1000 * i, .elapsed_ns = 1234567 * i, SAMPLE_UNCOUNTED};
        sample.cpu_ns = 400000.0 * (double)i;
        sample.causes = i == 2 ? CAUSE_PREEMPTED | CAUSE_STEAL : i == 3 ? CAUSE_PAUSED : 0;
        g_array_append_val(process->samples, sample);
    }
    g_ptr_array_add(result->processes, process);
    result->iterations = 1000;
    result->ending = ENDED_BY_PRECISION;
    result->cycle_source = CYCLES_ESTIMATED;
    result->bytes = 4096;
    result_report_metric(result, hostile, 0.1, "u\n");
    result_report_metric(result, "unknown", NAN, "");
    summary_compute(result);
    return result;
}

static struct run *make_run(void)
{
    struct run *run = run_new();
    run->seed = G_MAXUINT64 - 1;
    run->command = g_strdup(hostile);
    run->version = g_strdup("0.1.0");
    run->duration_s = NAN;
    run->clock.resolution_ns = INFINITY;
    g_ptr_array_add(run->results, make_result(hostile, INT64_MIN));
    struct result *failed = make_result("failed", INT64_MAX);
    result_refuse(failed, STATUS_CRASHED, "ended by SIGSEGV; \xff its last words:\n%s", hostile);
    g_ptr_array_add(run->results, failed);
    return run;
}

static struct run *round_trip(const struct run *run)
{
    g_autofree char *text = run_format(run);
    g_autoptr(GError) error = NULL;
    struct run *again = run_parse(text, strlen(text), &error);
    cr_assert_not_null(again, "%s", error ? error->message : "");
    return again;
}

Test(run_file, brings_everything_back)
{
    g_autoptr(Run) run = make_run();
    g_autoptr(Run) again = round_trip(run);
    cr_expect_str_eq(again->id, run->id);
    cr_expect_str_eq(again->command, hostile);
    cr_expect(again->seed == G_MAXUINT64 - 1);
    cr_assert_eq(again->results->len, 2);
    const struct result *before = g_ptr_array_index(run->results, 0);
    const struct result *after = g_ptr_array_index(again->results, 0);
    cr_expect_str_eq(after->bench_case->name, hostile);
    cr_expect_str_eq(after->bench_case->id, before->bench_case->id);
    cr_expect_eq(after->bench_case->min_speedup, 1.5);
    cr_expect(after->bench_case->uses_all_cpus);
    cr_expect(after->bench_case->is_input);
    cr_expect_str_eq(after->bench_case->tags, "a,b");
    cr_expect_eq(after->bench_case->line, 7);
    cr_expect_eq(after->iterations, 1000);
    cr_expect_eq(after->ending, ENDED_BY_PRECISION);
    cr_expect_eq(after->bytes, 4096);
    const struct process *process = g_ptr_array_index(after->processes, 0);
    cr_expect(process->seed == G_MAXUINT64);
    cr_expect_eq(process->first_ns, 1234.5);
    const struct sample *paused = &g_array_index(process->samples, struct sample, 2);
    cr_expect_eq(paused->causes, CAUSE_PAUSED);
    cr_expect_eq(paused->cpu_ns, 1200000);
    cr_expect_eq(paused->elapsed_ns, 3703701, "its wall time is not lost");
    cr_expect(isnan(process->floor_ns));
    cr_expect_eq(memcmp(&after->summary, &before->summary, sizeof after->summary), 0);
}

Test(run_file, keeps_every_sample_to_the_nanosecond)
{
    g_autoptr(Run) run = make_run();
    struct result *result = g_ptr_array_index(run->results, 0);
    struct process *process = g_ptr_array_index(result->processes, 0);
    g_array_set_size(process->samples, 0);
    for (uint64_t i = 0; i < 1000; i++) {
        struct sample sample = {
            .iterations = 1 + i * i * 7919, .elapsed_ns = i * 249989 + i / 3, SAMPLE_UNCOUNTED};
        g_array_append_val(process->samples, sample);
    }
    g_autoptr(Run) again = round_trip(run);
    const struct result *after = g_ptr_array_index(again->results, 0);
    const struct process *read = g_ptr_array_index(after->processes, 0);
    cr_assert_eq(read->samples->len, 1000);
    for (guint i = 0; i < 1000; i++) {
        const struct sample *wanted = &g_array_index(process->samples, struct sample, i);
        const struct sample *got = &g_array_index(read->samples, struct sample, i);
        cr_expect(got->iterations == wanted->iterations && got->elapsed_ns == wanted->elapsed_ns,
                  "sample %u", i);
    }
}

Test(run_file, keeps_arguments_of_64_bits)
{
    static const int64_t arguments[] = {INT64_MIN, INT64_MAX, -1, 0, (INT64_C(1) << 53) + 1};
    for (size_t i = 0; i < G_N_ELEMENTS(arguments); i++) {
        g_autoptr(Run) run = run_new();
        g_ptr_array_add(run->results, make_result("x", arguments[i]));
        g_autoptr(Run) again = round_trip(run);
        const struct result *after = g_ptr_array_index(again->results, 0);
        cr_expect(after->bench_case->has_arg && after->bench_case->arg == arguments[i],
                  "%" G_GINT64_FORMAT " became %" G_GINT64_FORMAT, arguments[i],
                  after->bench_case->arg);
    }
}

Test(run_file, keeps_status_message_and_causes)
{
    g_autoptr(Run) run = make_run();
    g_autoptr(Run) again = round_trip(run);
    const struct result *after = g_ptr_array_index(again->results, 1);
    cr_expect_not(after->bench_case->uses_all_cpus);
    cr_expect_not(after->bench_case->is_input);
    cr_expect_eq(after->status, STATUS_CRASHED);
    cr_expect(g_str_has_prefix(after->message, "ended by SIGSEGV; \xef\xbf\xbd its last words:"));
    const struct process *process = g_ptr_array_index(after->processes, 0);
    cr_expect_eq(g_array_index(process->samples, struct sample, 0).causes, 0);
    cr_expect_eq(g_array_index(process->samples, struct sample, 1).causes,
                 CAUSE_PREEMPTED | CAUSE_STEAL);
}

Test(run_file, leaves_out_what_is_not_finite)
{
    g_autoptr(Run) run = make_run();
    g_autofree char *text = run_format(run);
    static const char *const words[] = {"nan",        "NaN",           "inf",     "Infinity",
                                        "duration_s", "resolution_ns", "floor_ns"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        cr_expect_null(strstr(text, words[i]), "'%s' is in the file", words[i]);
    g_autoptr(Run) again = round_trip(run);
    cr_expect(isnan(again->duration_s) && isnan(again->clock.resolution_ns));
    const struct result *after = g_ptr_array_index(again->results, 0);
    cr_expect_not_null(result_find_metric(after, "unknown"));
    cr_expect(isnan(result_metric(after, "unknown")));
}

Test(run_file, is_the_same_when_written_again)
{
    g_autoptr(Run) run = make_run();
    g_autofree char *first = run_format(run);
    g_autoptr(Run) again = round_trip(run);
    g_autofree char *second = run_format(again);
    cr_expect_str_eq(first, second);
}

static void refuse(const char *text, gsize length, const char *phrase)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Run) run = run_parse(text, length, &error);
    cr_expect_null(run, "'%.60s' is read", text);
    cr_expect(run != NULL || error != NULL, "'%.60s' fails without a word", text);
    if (error != NULL)
        cr_expect_not_null(strstr(error->message, phrase), "'%s' is not in '%s'", phrase,
                           error->message);
}

Test(run_file, refuses_every_truncation)
{
    g_autoptr(Run) run = run_new();
    g_ptr_array_add(run->results, make_result("x", 5));
    g_autofree char *text = run_format(run);
    gsize length = strlen(text) - 1; // the last byte is a newline
    for (gsize cut = 0; cut < length; cut++) {
        // In memory of exactly its size, so that a sanitizer sees a read beyond it.
        g_autofree char *part = g_memdup2(text, cut);
        refuse(part ? part : "", cut, "not valid JSON");
    }
}

static char *with(const char *results)
{
    return g_strdup_printf("{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"results\": %s}", results);
}

Test(run_file, refuses_other_json)
{
    static const char *const rows[][2] = {
        {"", "not valid JSON"},
        {"{}", "no \"benchrun\" version"},
        {"[]", "no \"benchrun\" version"},
        {"[1, 2]", "no \"benchrun\" version"},
        {"\"text\"", "not valid JSON"},
        {"{\"benchrun\": \"1\"}", "no \"benchrun\" version"},
        {"{\"benchrun\": 1.0}", "no \"benchrun\" version"},
        {"{\"benchrun\": null}", "no \"benchrun\" version"},
        {"{\"benchrun\": 2}", "its version is 2 and this benchrun reads 1"},
        {"{\"benchrun\": -1}", "its version is -1"},
        {"{\"benchrun\": 99999999999999999999}", "not valid JSON"},
        {"{\"benchrun\": 1}", "no 'id'"},
        {"{\"benchrun\": 1, \"run\": []}", "'run' is not an object"},
        {"{\"benchrun\": 1, \"run\": {\"id\": 1}}", "'id' is not a string"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\", \"seed\": -1}}", "'seed' is not"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\", \"seed\": \"1x\"}}", "'seed' is not"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\", \"warnings\": [1]}}", "not a string"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"run\": {\"id\": \"y\"}}", "duplicate"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\\u0000y\"}}", "not valid JSON"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"\xff\"}}", "not valid JSON"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\"}} trailing", "not valid JSON"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"machine\": 5}", "'machine' is not"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"machine\": {\"caches\": 5}}", "'caches'"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"revision\": \"abc\"}", "'revision'"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"results\": {}}", "'results' is not"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"comparisons\": [{}]}", "a comparison has"},
        {"{\"benchrun\": 1, \"run\": {\"id\": \"x\"}, \"comparisons\": [[]]}", "a comparison has"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        refuse(rows[i][0], strlen(rows[i][0]), rows[i][1]);
}

#define CASE "\"id\": \"g/n\", \"group\": \"g\", \"name\": \"n\""
#define PROCESS(text) "[{" CASE ", \"status\": \"ok\", \"processes\": [{" text "}]}]"

Test(run_file, refuses_results_that_make_no_sense)
{
    static const char *const rows[][2] = {
        {"[1]", "a result has no 'id'"},
        {"[[]]", "a result has no 'id'"},
        {"[null]", "a result has no 'id'"},
        {"[{}]", "a result has no 'id'"},
        {"[{" CASE "}]", "'status' is not ok"},
        {"[{" CASE ", \"status\": \"fine\"}]", "'status' is not ok"},
        {"[{" CASE ", \"status\": 1}]", "'status' is not a string"},
        {"[{" CASE ", \"status\": \"ok\", \"arg\": \"x\"}]", "'arg' is not"},
        {"[{" CASE ", \"status\": \"ok\", \"arg\": 1e300}]", "'arg' is not"},
        {"[{" CASE ", \"status\": \"ok\", \"arg\": 1.5}]", "'arg' is not"},
        {"[{" CASE ", \"status\": \"ok\", \"baseline\": 1}]", "'baseline' is not true or false"},
        {"[{" CASE ", \"status\": \"ok\", \"threads\": -1}]", "'threads' is not"},
        {"[{" CASE ", \"status\": \"ok\", \"metrics\": []}]", "'metrics' is not an object"},
        {"[{" CASE ", \"status\": \"ok\", \"metrics\": {\"m\": {\"value\": \"x\"}}}]", "'value'"},
        {"[{" CASE ", \"status\": \"ok\", \"processes\": {}}]", "'processes' is not an array"},
        {"[{" CASE ", \"status\": \"ok\", \"warnings\": \"x\"}]", "'warnings' is not an array"},
        {PROCESS("\"samples_ns\": 5"), "'samples_ns' is not an array"},
        {PROCESS("\"samples_ns\": [\"5\"]"), "'samples_ns' has no number at 0"},
        {PROCESS("\"samples_ns\": [null]"), "no valid number at 0"},
        {PROCESS("\"samples_ns\": [1, -1]"), "'samples_ns[1]' is -1, but must be from 0"},
        {PROCESS("\"samples_ns\": [1e300]"), "'samples_ns[0]' is 1e+300"},
        {PROCESS("\"samples_ns\": [9.5e18]"), "'samples_ns[0]' is 9.5e+18"},
        {PROCESS("\"samples_ns\": [4e18], \"sample_iterations\": [2]"), "no valid number at 0"},
        {PROCESS("\"samples_ns\": [1], \"sample_iterations\": [0]"), "[0]' is 0, but must"},
        {PROCESS("\"samples_ns\": [1], \"sample_iterations\": [-5]"), "[0]' is -5, but must"},
        {PROCESS("\"samples_ns\": [0], \"sample_iterations\": [1e300]"), "[0]' is 1e+300"},
        {PROCESS("\"samples_ns\": [1], \"sample_iterations\": [\"x\"]"),
         "'sample_iterations' has no number at 0"},
        {PROCESS("\"samples_ns\": [1], \"sample_iterations\": []"), "no valid number at 0"},
        {PROCESS("\"samples_ns\": [1], \"causes\": {\"preempted\": [1]}"), "that is not there"},
        {PROCESS("\"samples_ns\": [1], \"causes\": {\"preempted\": [-1]}"), "that is not there"},
        {PROCESS("\"samples_ns\": [1], \"causes\": {\"preempted\": [\"x\"]}"), "not there"},
        {PROCESS("\"samples_ns\": [1], \"causes\": []"), "'causes' is not an object"},
        {PROCESS("\"pid_seed\": true"), "'pid_seed' is not"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = with(rows[i][0]);
        refuse(text, strlen(text), rows[i][1]);
    }
}

Test(run_file, ignores_keys_that_it_does_not_know)
{
    static const char text[] = "{\"benchrun\": 1, \"run\": {\"id\": \"x\", \"later\": [{}]},"
                               " \"more\": {\"a\": [1, 2]}}";
    g_autoptr(Run) run = run_parse(text, strlen(text), NULL);
    cr_assert_not_null(run);
    cr_expect_str_eq(run->id, "x");
    cr_expect_eq(run->cpu, -1);
}

Test(run_file, survives_deep_nesting)
{
    g_autoptr(GString) text = g_string_new("{\"benchrun\": 1, \"run\": ");
    for (int i = 0; i < 1000000; i++)
        g_string_append_c(text, '[');
    refuse(text->str, text->len, "not valid JSON");
}

Test(run_file, survives_ten_megabytes_of_garbage)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    gsize length = 10 << 20;
    g_autofree char *noise = g_malloc(length);
    for (gsize i = 0; i < length; i++)
        noise[i] = (char)g_rand_int_range(random, 0, 256);
    refuse(noise, length, "not valid JSON");
    memset(noise, ' ', length);
    refuse(noise, length, "not valid JSON");
    memset(noise, 0, length);
    refuse(noise, length, "not valid JSON");
}

Test(run_file, names_the_file_that_it_cannot_read)
{
    static const char *const paths[] = {"/nonexistent/run.json", "/", "/etc/passwd", "/dev/null"};
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect_null(run_read(paths[i], &error));
        cr_assert_not_null(error);
        cr_expect_not_null(strstr(error->message, paths[i]), "%s", error->message);
    }
}

Test(run_file, is_written_whole_or_not_at_all)
{
    g_autofree char *folder = g_dir_make_tmp("benchrun-run-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "run.json", NULL);
    g_autoptr(Run) run = make_run();
    cr_assert(run_write(run, path, NULL));
    g_autoptr(Run) again = run_read(path, NULL);
    cr_assert_not_null(again);
    g_autoptr(GError) error = NULL;
    g_autofree char *nowhere = g_build_filename(folder, "no", "run.json", NULL);
    cr_expect_not(run_write(run, nowhere, &error));
    cr_expect_not_null(error);
    g_unlink(path);
    cr_expect_eq(g_rmdir(folder), 0, "something is left next to the file");
}

Test(run_file, reads_single_results_from_lines)
{
    g_autoptr(Result) result = make_result(hostile, 3);
    g_autofree char *line = result_format(result);
    cr_expect_null(strchr(line, '\n'));
    g_autoptr(Result) again = result_parse(line, strlen(line), NULL);
    cr_assert_not_null(again);
    cr_expect_str_eq(again->bench_case->name, hostile);
    for (gsize cut = 0; cut < strlen(line); cut++) {
        g_autoptr(Result) part = result_parse(line, cut, NULL);
        cr_expect_null(part);
    }
}
