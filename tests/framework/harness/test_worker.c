// SPDX-License-Identifier: MIT
// A suite as a worker, spoken to directly over its pipe: docs/protocol.md.
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "tests/framework/harness/case_exchange.h"

TestSuite(harness_worker, .timeout = 100);

Test(harness_worker, greets_and_ends_with_its_input)
{
    g_autoptr(Exchange) exchange = exchange_text(suite, "");
    cr_assert_eq(exchange->code, 0);
    cr_assert_eq(exchange->n_lines, 1);
    expect_prefix(exchange->lines[0], "benchrun-worker 1 library=");
}

Test(harness_worker, quits_when_asked)
{
    g_autoptr(Exchange) exchange = exchange_text(suite, "quit\nlist\n");
    cr_assert_eq(exchange->code, 0);
    cr_assert_eq(exchange->n_lines, 1);
}

Test(harness_worker, answers_every_bad_request_with_an_error)
{
    static const char *const requests[] = {
        "",
        " ",
        "\r",
        "list\r",
        " list",
        "LIST",
        "lis",
        "listing",
        "quit now",
        "unknown",
        "\x01\x02\x7f\xff\xfe",
        "open",
        "open ",
        "open x",
        "open -1",
        "open +1",
        "open 1x",
        "open 0x1",
        "open 99999",
        "open 18446744073709551616",
        "open 99999999999999999999999999999999999999999999999999",
        "open  0",
        "sample",
        "sample 1",
        "check",
        "metrics",
        "floor",
        "floor 0",
        "floor -1",
        "floor 1.5",
        "floor 18446744073709551615",
        "%s%s%s%n",
        "../../../etc/passwd",
        "{\"request\": \"list\"}",
        "GET / HTTP/1.1",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
        g_autofree char *text = g_strdup_printf("%s\nbuild\n", requests[i]);
        g_autoptr(Exchange) exchange = exchange_text(suite, text);
        cr_expect_eq(exchange->code, 0, "'%s'", requests[i]);
        cr_expect_eq(exchange->n_lines, 3, "'%s' got %u lines", requests[i], exchange->n_lines);
        expect_prefix(exchange->lines[1], "error message=");
        expect_prefix(exchange->lines[2], "ok compiler=");
    }
}

Test(harness_worker, refuses_bad_counts_and_keeps_the_case_open)
{
    static const char *const counts[] = {"",    " ",    " 0",   " -1",
                                         " +1", " 1e3", " 1 1", " 99999999999999999999999"};
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autofree char *text = g_strdup_printf("sample%s\nsample 3\n", counts[i]);
        g_autoptr(Exchange) exchange = with_case("plain", text);
        expect_prefix(exchange->lines[2], "error message=");
        expect_prefix(exchange->lines[3], "ok iterations=3 elapsed_ns=");
    }
}

Test(harness_worker, survives_a_line_of_a_megabyte)
{
    g_autofree char *text = g_strnfill(1 << 20, 'x');
    memcpy(text, "open 0 ", 7);
    memcpy(text + (1 << 20) - 6, "\nlist\n", 6);
    g_autoptr(Exchange) exchange = exchange_text(suite, text);
    cr_assert_eq(exchange->code, 0);
    cr_expect_str_eq(exchange->lines[1], "error message=the%20request%20is%20too%20long");
    expect_prefix(exchange->lines[exchange->n_lines - 1], "ok cases=");
}

Test(harness_worker, knows_the_longest_request_to_the_byte)
{
    for (unsigned length = 505; length < 520; length++) {
        g_autofree char *line = g_strnfill(length, 'x');
        g_autofree char *text = g_strconcat(line, "\n", NULL);
        g_autoptr(Exchange) exchange = exchange_text(suite, text);
        cr_assert_eq(exchange->code, 0);
        expect_prefix(exchange->lines[1], length + 1 > 512 ? "error message=the%20request%20is"
                                                           : "error message=unknown%20request");
    }
}

Test(harness_worker, refuses_a_nul_byte)
{
    static const char text[] = "list\0\nlist\0 list\n\0\nopen 0\0 5\nbuild\n";
    g_autoptr(Exchange) exchange = exchange_bytes(suite, text, sizeof text - 1);
    cr_assert_eq(exchange->code, 0);
    cr_assert_eq(exchange->n_lines, 6);
    for (int i = 1; i <= 4; i++)
        expect_prefix(exchange->lines[i], "error message=");
    expect_prefix(exchange->lines[5], "ok compiler=");
}

Test(harness_worker, drops_half_a_line_at_the_end)
{
    g_autoptr(Exchange) exchange = exchange_text(suite, "build\nlist");
    cr_assert_eq(exchange->code, 0);
    cr_assert_eq(exchange->n_lines, 2);
}

Test(harness_worker, survives_noise)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    g_autoptr(GByteArray) noise = g_byte_array_new();
    guint n_lines = 0;
    for (int i = 0; i < 200000; i++) {
        guint8 byte = (guint8)g_rand_int_range(random, 0, 256);
        n_lines += byte == '\n';
        g_byte_array_append(noise, &byte, 1);
    }
    g_autoptr(Exchange) exchange = exchange_bytes(suite, noise->data, noise->len);
    cr_assert_eq(exchange->code, 0);
    cr_assert_eq(exchange->n_lines, n_lines + 1);
    for (guint i = 1; i <= n_lines; i++)
        expect_prefix(exchange->lines[i], "error message=");
}

Test(harness_worker, answers_thousands_of_requests)
{
    g_autoptr(GString) text = g_string_new("open 0\n");
    for (int i = 0; i < 5000; i++)
        g_string_append(text, i % 5 ? "sample 1\n" : "floor 2\n");
    g_autoptr(Exchange) exchange = exchange_text(suite, text->str);
    cr_assert_eq(exchange->code, 0);
    cr_assert_eq(exchange->n_lines, 5002);
    for (guint i = 2; i < exchange->n_lines; i++)
        expect_prefix(exchange->lines[i], "ok iterations=");
}

Test(harness_worker, runs_the_loop_as_often_as_asked)
{
    static const char *const names[] = {"plain", "continues", "whole"};
    static const unsigned long counts[] = {1, 2, 6, 7, 8, 14, 1000, 12345};
    for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
        for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
            g_autofree char *text = g_strdup_printf("sample %lu\nmetrics\n", counts[i]);
            g_autofree char *reply = g_strdup_printf("ok iterations=%lu elapsed_ns=", counts[i]);
            g_autofree char *metric =
                g_strdup_printf("metric name=count value=%lu unit=iterations", counts[i]);
            g_autoptr(Exchange) exchange = with_case(names[n], text);
            expect_prefix(exchange->lines[2], reply);
            cr_expect_str_eq(exchange->lines[3], metric);
        }
    }
}

Test(harness_worker, fails_a_loop_that_is_misused)
{
    expect_reply("never_entered", "sample 5\n", "failed message=the%20body%20never%20entered");
    expect_reply("left_by_break", "sample 5\n", "failed message=the%20body%20left%20its%20BENCH");
    expect_reply("left_by_return", "sample 1\n", "failed message=the%20body%20left%20its%20BENCH");
    expect_reply("left_by_goto", "sample 1\n", "failed message=the%20body%20left%20its%20BENCH");
    expect_reply("entered_twice", "sample 5\n", "failed message=the%20body%20entered%20BENCH_LOOP");
    expect_reply("entered_thrice", "sample 1\n", "failed message=the%20body%20entered%20BENCH");
    expect_reply("nested", "sample 1\n", "failed message=the%20body%20entered%20BENCH_LOOP");
}

Test(harness_worker, fails_batches_that_are_misused)
{
    expect_reply("left_early", "sample 5\n", "failed message=the%20body%20left%20its%20batches");
    expect_reply("without_a_loop", "sample 5\n", "failed message=the%20body%20never%20entered");
    expect_reply("with_two_loops", "sample 5\n", "failed message=the%20body%20entered%20BENCH");
    expect_reply("without_capacity", "sample 5\n", "failed message=bench_batch()%20needs");
    expect_reply("after_a_loop", "sample 5\n", "ok iterations=5 ");
    expect_reply("as_large_as_can_be", "sample 5\n", "ok iterations=5 ");
    // One batch was enough.
    expect_reply("left_early", "sample 3\n", "ok iterations=3 ");
}

Test(harness_worker, recovers_from_a_failed_sample)
{
    g_autoptr(Exchange) exchange = with_case("fail_once", "sample 1\nsample 1\n");
    expect_prefix(exchange->lines[2], "failed message=only%20the%20first%20time");
    expect_prefix(exchange->lines[3], "ok iterations=1 ");
}

Test(harness_worker, sends_what_the_body_prints_to_stderr)
{
    g_autoptr(Exchange) exchange = with_case("prints", "sample 4\nsample 4\n");
    cr_expect_eq(exchange->n_lines, 4);
    expect_prefix(exchange->lines[2], "ok iterations=4 ");
    cr_expect_not_null(strstr(exchange->errors, "ok iterations=1 elapsed_ns=1\n"));
    cr_expect_not_null(strstr(exchange->errors, "half a line"));
}

Test(harness_worker, gives_the_body_an_empty_stdin)
{
    expect_reply("reads", "sample 1\n", "ok iterations=1 ");
}

Test(harness_worker, keeps_its_pipe_when_the_body_closes_files)
{
    expect_reply("closes_files", "sample 1\n", "ok iterations=1 ");
}

Test(harness_worker, answers_once_when_the_body_forks)
{
    g_autoptr(Exchange) exchange = with_case("forks", "sample 1\nsample 1\nsample 1\n");
    cr_expect_eq(exchange->n_lines, 5);
    g_autoptr(Exchange) outputs = with_case("of_a_child", "check\n");
    cr_expect_eq(outputs->n_lines, 2 + 2 * 20001 + 1);
}

Test(harness_worker, gives_the_body_its_argument)
{
    g_autoptr(Exchange) exchange = with_case("several", "sample 1\nmetrics\n");
    cr_expect_str_eq(exchange->lines[3], "metric name=arg value=1 unit=");
}

Test(harness_worker, makes_and_takes_down_fixtures)
{
    g_autoptr(Exchange) whole = with_case("made", "sample 1\nclose\nclose\n");
    expect_prefix(whole->lines[2], "ok iterations=1 ");
    cr_expect_str_eq(whole->errors, "made\ntaken down\n");
    g_autoptr(Exchange) unclosed = with_case("made", "sample 1\nsample 1\n");
    cr_expect_str_eq(unclosed->errors, "made\ntaken down\n");
    g_autoptr(Exchange) again = with_case("made", "open 0\nopen 1\n");
    cr_expect_str_eq(again->errors, "made\ntaken down\n");
    g_autoptr(Exchange) none = with_case("none", "sample 1\n");
    expect_prefix(none->lines[2], "ok iterations=1 ");
}

Test(harness_worker, takes_down_only_what_was_made)
{
    g_autoptr(Exchange) made = with_case("skipped_when_made", "sample 1\n");
    cr_expect_str_eq(made->lines[1], "skipped message=made%20in%20vain");
    cr_expect_str_eq(made->lines[2], "error message=no%20case%20is%20open");
    cr_expect_str_eq(made->errors, "made\ntaken down\n");
    g_autoptr(Exchange) before = with_case("skipped_before", "");
    cr_expect_str_eq(before->lines[1], "skipped message=no%20reason%20given");
    cr_expect_str_eq(before->errors, "");
    g_autoptr(Exchange) not_here = with_case("not_here", "check\n");
    expect_prefix(not_here->lines[1], "skipped message=not%20available");
    cr_expect_str_eq(not_here->errors, "");
}

Test(harness_worker, is_the_same_with_the_shared_library)
{
    g_autoptr(Exchange) with_static = exchange_text(SUITES "/bodies", "list\n");
    g_autoptr(Exchange) with_shared = exchange_text(SUITES "/bodies_shared", "list\n");
    cr_assert_eq(with_shared->code, 0, "%s", with_shared->errors);
    cr_assert_eq(with_static->n_lines, with_shared->n_lines);
    for (guint i = 1; i < with_static->n_lines; i++)
        cr_expect_str_eq(with_static->lines[i], with_shared->lines[i]);
}

Test(harness_worker, works_in_a_program_with_its_own_main)
{
    g_autoptr(Exchange) exchange = exchange_text(SUITES "/own_main", "list\nopen 0\nsample 2\n");
    cr_assert_eq(exchange->code, 0);
    expect_prefix(exchange->lines[1], "case group=order name=in_the_program_itself ");
    expect_prefix(exchange->lines[4], "ok iterations=2 ");
    cr_expect_str_eq(exchange->errors, "the program's own main\n");
}

Test(harness_worker, may_have_no_benchmarks)
{
    g_autoptr(Exchange) exchange = exchange_text(SUITES "/no_benchmarks", "list\nopen 0\n");
    cr_assert_eq(exchange->code, 0);
    cr_expect_str_eq(exchange->lines[1], "ok cases=0");
    expect_prefix(exchange->lines[2], "error message=");
}

static double number_of(const char *reply, const char *key)
{
    const char *found = strstr(reply, key);
    cr_assert_not_null(found, "no '%s' in '%s'", key, reply);
    return g_ascii_strtod(found + strlen(key), NULL);
}

// CPU time and wall time of a sample of two iterations, in ns.
static void take_cpu_time(const char *name, double *cpu_ns, double *elapsed_ns)
{
    g_autoptr(Exchange) exchange = with_case(name, "sample 2\n");
    *cpu_ns = number_of(exchange->lines[2], " cpu_ns=");
    *elapsed_ns = number_of(exchange->lines[2], " elapsed_ns=");
}

Test(harness_worker, reports_the_cpu_time_of_a_sample)
{
    double cpu_ns = 0;
    double elapsed_ns = 0;
    take_cpu_time("sleeps", &cpu_ns, &elapsed_ns);
    cr_expect(elapsed_ns >= 1e7 && cpu_ns < 0.5 * elapsed_ns, "%g of %g", cpu_ns, elapsed_ns);
    take_cpu_time("burns", &cpu_ns, &elapsed_ns);
    cr_expect_geq(cpu_ns, 4e7 - 1e5);
    take_cpu_time("burns_in_a_child", &cpu_ns, &elapsed_ns);
    cr_expect_geq(cpu_ns, 4e7 - 1e5, "what a child took that was waited for counts");
}

// On the clock that a profiler's samples carry. A double holds it for 100 days after the start.
Test(harness_worker, says_when_a_sample_began_and_ended)
{
    struct timespec before;
    struct timespec after;
    clock_gettime(CLOCK_MONOTONIC_RAW, &before);
    g_autoptr(Exchange) exchange = with_case("sleeps", "sample 2\n");
    clock_gettime(CLOCK_MONOTONIC_RAW, &after);
    const char *reply = exchange->lines[2];
    double began_ns = number_of(reply, " began_ns=");
    double ended_ns = number_of(reply, " ended_ns=");
    cr_expect_float_eq(ended_ns - began_ns, number_of(reply, " elapsed_ns="), 10, "%s", reply);
    cr_expect_geq(began_ns, (double)before.tv_sec * 1e9 + (double)before.tv_nsec);
    cr_expect_leq(ended_ns, (double)after.tv_sec * 1e9 + (double)after.tv_nsec);
}

Test(harness_worker, counts_how_often_a_body_waited)
{
    g_autoptr(Exchange) sleeping = with_case("sleeps", "sample 2\n");
    g_autoptr(Exchange) burning = with_case("burns", "sample 2\n");
    cr_expect_geq(number_of(sleeping->lines[2], " waited="), 2, "%s", sleeping->lines[2]);
    cr_expect_eq(number_of(burning->lines[2], " waited="), 0, "%s", burning->lines[2]);
}

// A child that gives way 20 times: of all, these count; of the thread that waits for it, they do
// not.
Test(harness_worker, counts_the_switches_of_all_where_a_body_uses_all_cpus)
{
    g_autoptr(Exchange) own = with_case("child_yields", "sample 1\n");
    g_autoptr(Exchange) all = with_case("child_yields_and_counts", "sample 1\n");
    cr_expect_lt(number_of(own->lines[2], " preempted="), 20, "%s", own->lines[2]);
    cr_expect_geq(number_of(all->lines[2], " preempted="), 20, "%s", all->lines[2]);
}
