// SPDX-License-Identifier: MIT
// What a body reports, as its worker sends it: reasons, metrics and outputs.
#include <criterion/criterion.h>
#include <string.h>

#include "tests/framework/harness/case_exchange.h"

TestSuite(harness_body_reports, .timeout = 100);

Test(harness_body_reports, passes_on_the_first_word_of_the_body)
{
    expect_reply("skip_in_body", "sample 1\n", "skipped message=no%20100%25%0Away");
    expect_reply("fail_after_loop", "sample 1\n", "failed message=wrong");
    g_autoptr(Exchange) exchange = with_case("fail_at_length", "sample 1\n");
    cr_expect_lt(strlen(exchange->lines[2]), 65536);
    expect_prefix(exchange->lines[2], "failed message=%20%20%20");
}

Test(harness_body_reports, reports_up_to_16_metrics)
{
    g_autoptr(Exchange) exchange = with_case("sixteen", "sample 1\nmetrics\n");
    cr_assert_eq(exchange->n_lines, 3 + 16 + 1);
    cr_expect_str_eq(exchange->lines[3], "metric name=m0 value=0 unit=");
    cr_expect_str_eq(exchange->lines[6], "metric name=m3 value=33 unit=u");
    cr_expect_str_eq(exchange->lines[7], "metric name=m4 unit=u");
    expect_prefix(exchange->lines[19], "ok bytes=8.5 items=3 peak_resident=");
    expect_reply("seventeen", "sample 1\n", "failed message=more%20than%2016%20metrics");
}

Test(harness_body_reports, finds_a_metric_whose_name_was_cut_again)
{
    g_autoptr(Exchange) exchange = with_case("long_names", "sample 1\nsample 1\nmetrics\n");
    expect_prefix(exchange->lines[2], "ok iterations=1 ");
    expect_prefix(exchange->lines[3], "ok iterations=1 ");
    cr_assert_eq(exchange->n_lines, 4 + 16 + 1);
}

// Compares the data lines from `*at` on with the bytes, and moves on.
static void expect_data(const struct exchange *exchange, guint *at, const void *bytes, gsize n)
{
    g_autoptr(GByteArray) got = g_byte_array_new();
    for (; *at < exchange->n_lines && g_str_has_prefix(exchange->lines[*at], "data "); ++*at) {
        gsize length = 0;
        g_autofree guchar *decoded = g_base64_decode(exchange->lines[*at] + 5, &length);
        cr_expect_lt(strlen(exchange->lines[*at]), 65536);
        g_byte_array_append(got, decoded, (guint)length);
    }
    cr_expect_eq(got->len, n, "%u bytes, not %zu", got->len, n);
    cr_expect(n == 0 || memcmp(got->data, bytes, n) == 0, "%zu bytes differ", n);
}

Test(harness_body_reports, lets_a_body_ask_whether_outputs_are_wanted)
{
    g_autoptr(Exchange) exchange = with_case("when_wanted", "sample 1\ncheck\nsample 1\n");
    cr_assert_eq(exchange->n_lines, 5);
    cr_expect_str_eq(exchange->lines[2], "skipped message=unwanted");
    cr_expect_str_eq(exchange->lines[3], "skipped message=wanted");
    cr_expect_str_eq(exchange->lines[4], "skipped message=unwanted");
}

Test(harness_body_reports, encodes_outputs_of_every_length)
{
    g_autoptr(Exchange) exchange = with_case("short_ones", "check\n");
    guint at = 2;
    for (gsize n = 0; n <= 10; n++) {
        g_autofree char *head = g_strdup_printf("output kind=bytes n=%zu tolerance=0", n);
        cr_expect_str_eq(exchange->lines[at], head);
        at++;
        expect_data(exchange, &at, "\xff\x00\x01zyxwvut", n);
    }
    cr_expect_str_eq(exchange->lines[at], "ok");
}

Test(harness_body_reports, encodes_a_long_output)
{
    static unsigned char data[1 << 20];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 7 + i / 251);
    g_autoptr(Exchange) exchange = with_case("long_one", "check\n");
    guint at = 3;
    cr_expect_str_eq(exchange->lines[2], "output kind=bytes n=1048575 tolerance=0");
    expect_data(exchange, &at, data, sizeof data - 1);
    cr_expect_str_eq(exchange->lines[at], "ok");
}

Test(harness_body_reports, encodes_floats)
{
    const float single[] = {1.5f, -0.0f};
    const double both[] = {1e300, __builtin_inf()};
    g_autoptr(Exchange) exchange = with_case("floats", "check\n");
    guint at = 3;
    expect_prefix(exchange->lines[2], "output kind=f32 n=2 tolerance=0.0001");
    expect_data(exchange, &at, single, sizeof single);
    cr_expect_str_eq(exchange->lines[at], "output kind=f64 n=2 tolerance=0");
    at++;
    expect_data(exchange, &at, both, sizeof both);
    cr_expect_str_eq(exchange->lines[at], "output kind=f64 n=0");
    cr_expect_str_eq(exchange->lines[at + 1], "ok");
}

Test(harness_body_reports, sends_outputs_only_when_asked)
{
    expect_reply("short_ones", "sample 1\n", "ok iterations=1 ");
}
