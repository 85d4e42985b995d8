// SPDX-License-Identifier: MIT
// Files of Google Benchmark and hyperfine, read as runs.
#include <criterion/criterion.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/result/file/run_file.h"

#define CONTEXT                                                                                 \
    "{\"context\": {\"date\": \"2024-05-06T07:08:09+02:00\", \"host_name\": \"h\", "            \
    "\"executable\": \"./b\", \"num_cpus\": 4, \"mhz_per_cpu\": 3000, \"caches\": [{\"type\": " \
    "\"Data\", \"level\": 1, \"size\": 32768, \"num_sharing\": 2}], \"load_avg\": [0.5, 1]}, "  \
    "\"benchmarks\": ["
#define ROW(name, more) "{\"name\": \"" name "\"" more "}"
#define TIMES(time, unit)                                                          \
    ", \"run_type\": \"iteration\", \"iterations\": 1000000, \"real_time\": " time \
    ", \"cpu_time\": " time ", \"time_unit\": \"" unit "\""
#define END "]}"

static struct run *read_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct run *run = run_parse(text, strlen(text), &error);
    cr_assert_not_null(run, "%s", error ? error->message : "");
    return run;
}

static void expect_error(const char *text, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(run_parse(text, strlen(text), &error), "took %s", text);
    cr_expect_not_null(strstr(error->message, wanted), "'%s', not '%s'", error->message, wanted);
}

static const struct result *result_at(const struct run *run, guint i)
{
    return g_ptr_array_index(run->results, i);
}

Test(import, repetitions_of_google_benchmark_become_processes)
{
    g_autoptr(Run) run = read_text(CONTEXT ROW("BM_a", TIMES("10", "ns")) "," ROW(
        "BM_a", TIMES("14", "ns")) "," ROW("BM_a", TIMES("12", "ns")) END);
    cr_assert_eq(run->results->len, 1);
    const struct result *result = result_at(run, 0);
    cr_expect_eq(result->processes->len, 3);
    cr_expect_eq(result->summary.median_ns, 12);
    cr_expect_str_eq(result->bench_case->suite, "./b");
    cr_expect(result->is_imported);
    cr_expect_eq(run->warnings->len, 1, "they share a process");
}

Test(import, units_are_converted)
{
    g_autoptr(Run) run =
        read_text(CONTEXT ROW("a", TIMES("1.5", "us")) "," ROW("b", TIMES("1.5", "ms")) "," ROW(
            "c", TIMES("1.5", "s")) "," ROW("d", TIMES("1.5", "ns")) END);
    static const double wanted[] = {1500, 1.5e6, 1.5e9, 1.5};
    for (guint i = 0; i < 4; i++)
        cr_expect_eq(result_at(run, i)->summary.median_ns, wanted[i]);
}

Test(import, short_times_of_few_iterations_keep_their_digits)
{
    g_autoptr(Run) run = read_text(
        CONTEXT "{\"name\": \"a\", \"iterations\": 1, \"real_time\": 0.3125, \"cpu_time\": 0}" END);
    cr_expect_float_eq(result_at(run, 0)->summary.median_ns, 0.3125, 1e-6);
}

Test(import, aggregates_are_skipped_new_and_old)
{
    g_autoptr(Run) run = read_text(CONTEXT ROW("a", TIMES("10", "ns")) "," ROW(
        "a_mean", ", \"run_type\": \"aggregate\"") ","
                                                   "{\"name\": \"b\", \"real_time\": 5, "
                                                   "\"time_unit\": \"ns\"},"
                                                   "{\"name\": \"b_stddev\", \"real_time\": 5, "
                                                   "\"time_unit\": \"ns\"},"
                                                   "{\"name\": \"b_BigO\", \"cpu_coefficient\": 1, "
                                                   "\"big_o\": \"N\"}" END);
    cr_assert_eq(run->results->len, 2);
    cr_expect_str_eq(result_at(run, 1)->bench_case->id, "b");
    expect_error(CONTEXT ROW("a_mean", ", \"run_type\": \"aggregate\"") END, "only aggregates");
}

static void expect_case(const char *name, const char *group, const char *rest, bool has_arg,
                        int64_t arg)
{
    g_autofree char *text = g_strdup_printf(
        CONTEXT "{\"name\": \"%s\"" TIMES("10", "ns") ", \"threads\": 2}" END, name);
    g_autoptr(Run) run = read_text(text);
    const struct bench_case *bench_case = result_at(run, 0)->bench_case;
    cr_expect_str_eq(bench_case->id, name);
    cr_expect_str_eq(bench_case->group, group);
    cr_expect_str_eq(bench_case->name, rest, "%s: %s", name, bench_case->name);
    cr_expect_eq(bench_case->has_arg, has_arg);
    cr_expect_eq(bench_case->arg, arg);
    cr_expect_eq(bench_case->threads, 2);
}

Test(import, names_tell_group_and_argument)
{
    expect_case("BM_copy", "BM_copy", "BM_copy", false, 0);
    expect_case("BM_copy/1024", "BM_copy", "BM_copy", true, 1024);
    expect_case("BM_copy/n:8/threads:2", "BM_copy", "BM_copy", true, 8);
    expect_case("BM_copy/8/64/real_time", "BM_copy", "8", true, 64);
    expect_case("sum/loop/n:-1", "sum", "loop", true, -1);
    expect_case("a/b/99999999999999999999", "a", "b/99999999999999999999", false, 0);
    expect_case("/", "", "", false, 0);
    expect_case("", "", "", false, 0);
}

Test(import, rates_and_counters_come_along)
{
    g_autoptr(Run) run = read_text(
        CONTEXT ROW("a", TIMES("100", "ns") ", \"bytes_per_second\": 4e10, "
                                            "\"items_per_second\": 1e8, \"hits\": 0.75") END);
    const struct result *result = result_at(run, 0);
    cr_expect_float_eq(result->bytes, 4000, 1e-6);
    cr_expect_float_eq(result->items, 10, 1e-6);
    cr_expect_eq(result_metric(result, "hits"), 0.75);
    cr_expect_str_eq(result_find_metric(result, "hits")->source, SOURCE_BODY);
    cr_expect_float_eq(result_metric(result, "bytes_per_second"), 4e10, 1e-3);
}

Test(import, failures_keep_their_words)
{
    g_autoptr(Run) run = read_text(CONTEXT ROW(
        "a",
        TIMES("0", "ns") ", \"error_occurred\": true, "
                         "\"error_message\": \"no\"") "," ROW("b", ", \"skipped\": true, "
                                                                   "\"skip_message\": \"later\"")
                                       END);
    cr_expect_eq(result_at(run, 0)->status, STATUS_FAILED);
    cr_expect_str_eq(result_at(run, 0)->message, "no");
    cr_expect_eq(result_at(run, 1)->status, STATUS_SKIPPED);
}

Test(import, the_context_becomes_the_machine)
{
    g_autoptr(Run) run = read_text(CONTEXT ROW("a", TIMES("1", "s")) END);
    cr_expect_str_eq(run->started, "2024-05-06T05:08:09Z");
    cr_expect_null(run->machine->id, "a host's name does not identify a machine");
    cr_expect_eq(run->machine->logical_cpus, 4);
    cr_expect_eq(run->machine->tsc_hz, 3000000000);
    cr_assert_eq(run->machine->n_caches, 1);
    cr_expect_eq(run->machine->caches[0].kind, CACHE_DATA);
    cr_expect_eq(run->machine->load1, 0.5);
}

Test(import, not_a_number_is_forgiven_to_google_benchmark_alone)
{
    g_autoptr(Run) run = read_text(CONTEXT ROW(
        "NaN \\\" Infinity", TIMES("10", "ns") ", \"x\": NaN, \"y\": -Infinity, \"z\": -NaN") END);
    cr_expect_str_eq(result_at(run, 0)->bench_case->id, "NaN \" Infinity");
    cr_expect_eq(result_at(run, 0)->metrics->len, 0);
    expect_error("{\"benchrun\": 1, \"run\": {\"id\": \"x\", \"duration_s\": NaN}}", "not valid");
    expect_error("{\"results\": [{\"command\": \"x\", \"times\": [NaN]}]}", "not valid");
}

Test(import, what_is_wrong_in_google_benchmark_is_named)
{
    expect_error(CONTEXT "5" END, "'benchmarks' 0: 'name' is missing");
    expect_error(CONTEXT ROW("a", TIMES("1", "ns")) ",{\"name\": 7}" END,
                 "'benchmarks' 1: 'name' is not a string");
    expect_error(CONTEXT "{\"name\": \"a\"}" END, "'benchmarks' 0: 'real_time' is missing");
    expect_error(CONTEXT ROW("a", TIMES("\"1\"", "ns")) END, "'real_time' is not a number");
    expect_error(CONTEXT ROW("a", TIMES("1", "years")) END, "'time_unit' is not ns, us, ms or s");
    expect_error(CONTEXT ROW("a", TIMES("0", "ns")) END, "a time is not above zero");
    expect_error(CONTEXT ROW("a", TIMES("-1", "ns")) END, "'real_time' is -1, but must be");
    expect_error(CONTEXT ROW("a", TIMES("1e300", "s")) END, "a time is longer than a century");
    expect_error("{\"context\": {\"date\": 5}, \"benchmarks\": []}", "'date' is not a string");
}

Test(import, each_time_of_hyperfine_is_a_process)
{
    g_autoptr(Run) run = read_text("{\"results\": [{\"command\": \"sleep 1\", \"mean\": 9, "
                                   "\"times\": [1.25, 1, 1.5]}, {\"command\": \"sleep 1\", "
                                   "\"times\": [0.000001]}]}");
    cr_assert_eq(run->results->len, 2);
    cr_expect_eq(result_at(run, 0)->processes->len, 3);
    cr_expect_eq(result_at(run, 0)->summary.median_ns, 1.25e9);
    cr_expect_eq(result_at(run, 0)->iterations, 1);
    cr_expect_str_eq(result_at(run, 1)->bench_case->id, "sleep 1 #2");
    cr_expect_null(run->started);
}

Test(import, long_commands_of_hyperfine_are_shortened)
{
    g_autofree char *command = g_strnfill(3 * TEXT_MOST_NAME, 'x');
    g_autofree char *text =
        g_strdup_printf("{\"results\": [{\"command\": \"%s1\", \"times\": [1]}, {\"command\": "
                        "\"%s2\", \"times\": [2]}]}",
                        command, command);
    g_autoptr(Run) run = read_text(text);
    const char *first = result_at(run, 0)->bench_case->id;
    cr_expect_eq(strlen(first), TEXT_MOST_NAME / 2);
    cr_expect(g_str_has_suffix(first, "x…"));
    cr_expect(g_str_has_suffix(result_at(run, 1)->bench_case->id, "x… #2"));
}

Test(import, long_names_of_google_benchmark_are_refused)
{
    g_autofree char *name = g_strnfill(TEXT_MOST_NAME + 1, 'x');
    g_autofree char *row =
        g_strdup_printf(CONTEXT "{\"name\": \"%s\"" TIMES("1", "ns") "}" END, name);
    g_autofree char *counter =
        g_strdup_printf(CONTEXT "{\"name\": \"a\"" TIMES("1", "ns") ", \"%s\": 1}" END, name);
    expect_error(row, "'benchmarks' 0: 'name' has 4097 bytes, but a name has at most 4096");
    expect_error(counter, "'benchmarks' 0: a counter has 4097 bytes");
}

Test(import, what_is_wrong_in_hyperfine_is_named)
{
    expect_error("{\"results\": [{\"command\": \"x\"}]}", "'results' 0: 'times' is missing");
    expect_error("{\"results\": [{\"command\": 5, \"times\": [1]}]}", "'command' is not a string");
    expect_error("{\"results\": [{\"command\": \"x\", \"times\": [1, \"2\"]}]}",
                 "'times' has no number at 1");
    expect_error("{\"results\": [{\"command\": \"x\", \"times\": [0]}]}", "not above zero");
    expect_error("{\"results\": [{\"command\": \"x\", \"times\": [1]}, {}]}",
                 "'results' 1: 'command' is missing");
}

Test(import, anything_else_tells_what_is_read)
{
    expect_error("{\"results\": []}", "Google Benchmark or hyperfine");
    expect_error("{\"context\": {}}", "Google Benchmark or hyperfine");
    expect_error("[]", "Google Benchmark or hyperfine");
}

Test(import, what_was_read_is_written_as_a_result_file)
{
    g_autoptr(Run) run = read_text("{\"results\": [{\"command\": \"x\", \"times\": [1, 2]}]}");
    g_autofree char *text = run_format(run);
    g_autoptr(Run) again = read_text(text);
    cr_expect(result_at(again, 0)->is_imported);
    cr_expect_eq(result_at(again, 0)->summary.median_ns, 1.5e9);
}

Test(import, many_rows_are_read_in_no_time, .timeout = 10)
{
    g_autoptr(GString) text = g_string_new(CONTEXT);
    for (unsigned i = 0; i < 50000; i++)
        g_string_append_printf(text, "%s{\"name\": \"b%u\"" TIMES("10", "ns") "}", i ? "," : "", i);
    g_string_append(text, END);
    g_autoptr(Run) run = read_text(text->str);
    cr_expect_eq(run->results->len, 50000);
}
