// SPDX-License-Identifier: MIT
// What spans are made of: their clock, their tallies, and texts that are safe to show.
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "framework/harness/plain_text.h"
#include "framework/harness/span_clock.h"
#include "framework/harness/span_tally.h"

static struct span_tally tally;

Test(span_tally, has_buckets_without_gaps_and_of_3_percent)
{
    for (unsigned i = 0; i < TALLY_BUCKETS; i++) {
        uint64_t from = span_tally_from_ns(i);
        uint64_t to = span_tally_from_ns(i + 1);
        cr_assert_lt(from, to);
        cr_expect(to - from == 1 || (to - from) * 32 <= from);
        span_tally_add(&tally, from, from, false);
        span_tally_add(&tally, to - 1, to - 1, false);
        cr_expect_eq(tally.buckets[i], 2, "bucket %u", i);
    }
}

Test(span_tally, keeps_what_is_too_long)
{
    span_tally_add(&tally, UINT64_MAX / 2, 0, true);
    cr_expect_eq(tally.buckets[TALLY_BUCKETS - 1], 1);
    cr_expect_eq(tally.max_ns, UINT64_MAX / 2);
}

Test(span_tally, knows_the_only_one_exactly)
{
    span_tally_add(&tally, 104300123, 0, false);
    cr_expect_eq(span_tally_quantile_ns(&tally, 0.5), 104300123);
    cr_expect_eq(span_tally_quantile_ns(&tally, 0.01), 104300123);
}

Test(span_tally, has_quantiles_within_3_percent)
{
    for (uint64_t i = 1; i <= 1000; i++)
        span_tally_add(&tally, i * 1000, i * 500, i % 2 == 0);
    cr_expect_eq(tally.count, 1000);
    cr_expect_eq(tally.total_ns, 500500000);
    cr_expect_eq(tally.own_ns, 250250000);
    cr_expect_float_eq((double)span_tally_quantile_ns(&tally, 0.5), 500000, 16000);
    cr_expect_float_eq((double)span_tally_quantile_ns(&tally, 0.99), 990000, 31000);
    cr_expect_eq(span_tally_quantile_ns(&tally, 1), 1000000);
}

Test(span_tally, adds_up_and_can_be_cleared)
{
    static struct span_tally sum;
    span_tally_add(&tally, 100, 60, false);
    span_tally_add(&sum, 300, 300, false);
    span_tally_merge(&sum, &tally);
    cr_expect_eq(sum.count, 2);
    cr_expect_eq(sum.total_ns, 400);
    cr_expect_eq(sum.own_ns, 360);
    cr_expect_eq(sum.max_ns, 300);
    span_tally_clear(&sum);
    span_tally_merge(&sum, &tally);
    cr_expect_eq(sum.count, 1);
    cr_expect_eq(sum.max_ns, 100);
    cr_expect_eq(span_tally_quantile_ns(&sum, 0.5), 100);
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// For a quarter of a second, so that it is set several times.
Test(span_clock, agrees_with_the_monotonic_clock)
{
    const uint64_t allowed_ns = 1000000;
    static struct span_clock clock;
    uint64_t began_ns = now_ns();
    span_clock_init(&clock);
    for (uint64_t before_ns = began_ns; before_ns < began_ns + 250000000;) {
        before_ns = now_ns();
        uint64_t ns = span_clock_now_ns(&clock);
        uint64_t after_ns = now_ns();
        cr_assert(ns + allowed_ns >= before_ns && ns <= after_ns + allowed_ns,
                  "%lu is not within %lu and %lu", ns, before_ns, after_ns);
    }
}

// A counter that jumped, as after a sleep of the machine.
Test(span_clock, mends_itself)
{
    static struct span_clock clock;
    uint64_t began_ns = now_ns();
    span_clock_init(&clock);
    while (now_ns() < began_ns + 20000000)
        span_clock_now_ns(&clock);
    clock.ticks += UINT64_C(1) << 50;
    cr_expect_float_eq((double)span_clock_now_ns(&clock), (double)now_ns(), 1e8);
    clock.ticks -= UINT64_C(1) << 51;
    cr_expect_float_eq((double)span_clock_now_ns(&clock), (double)now_ns(), 1e8);
}

static const char *for_terminal(const char *text)
{
    static char out[100];
    cr_expect_eq(plain_for_terminal(text, out, sizeof out), strlen(out));
    return out;
}

Test(plain_text, shows_nothing_that_a_terminal_obeys)
{
    cr_expect_str_eq(for_terminal("Daten für 10 €"), "Daten für 10 €");
    cr_expect_str_eq(for_terminal("\x1b[31mred\n\t\x7f"), "\\x1b[31mred\\x0a\\x09\\x7f");
    cr_expect_str_eq(for_terminal("\xc2\x9b"), "\\xc2\\x9b");                // CSI of 8 bits
    cr_expect_str_eq(for_terminal("\xe2\x80\xaetxt"), "\\xe2\\x80\\xaetxt"); // right to left
    cr_expect_str_eq(for_terminal("a\xff\xc3"), "a\\xff\\xc3");              // not UTF-8
    cr_expect_str_eq(for_terminal("\xc0\xaf\xed\xa0\x80"), "\\xc0\\xaf\\xed\\xa0\\x80");
}

Test(plain_text, is_a_json_string)
{
    char out[100];
    plain_for_json("a\"b\\c\n\x1b \xff ü\xe2\x82", out, sizeof out);
    cr_expect_str_eq(out, "a\\u0022b\\u005cc\\u000a\\u001b \\ufffd ü\\ufffd\\ufffd");
}

Test(plain_text, is_cut_between_pieces)
{
    char out[8];
    cr_expect_eq(plain_for_terminal("abc\x1b\x1b", out, sizeof out), 7);
    cr_expect_str_eq(out, "abc\\x1b");
    cr_expect_eq(plain_width("für"), 3);
}
