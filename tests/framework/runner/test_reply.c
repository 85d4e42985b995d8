// SPDX-License-Identifier: MIT
#include "framework/runner/reply.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "framework/stats/histogram_quantile.h"

static void expect_text(const char *line, const char *key, const char *expected)
{
    g_autofree char *text = reply_text(line, key);
    cr_expect(g_strcmp0(text, expected) == 0, "'%s' of '%s' is '%s', not '%s'", key, line,
              text ? text : "(null)", expected ? expected : "(null)");
}

static void expect_no_integer(const char *line)
{
    guint64 value = 77;
    cr_expect(!reply_integer(line, "n", &value), "'%s' counts as a whole number", line);
    cr_expect(value == 77, "'%s' overwrites the output", line);
}

Test(reply, knows_its_first_word)
{
    cr_expect(reply_is("ok", "ok"));
    cr_expect(reply_is("ok a=1", "ok"));
    cr_expect_not(reply_is("okay", "ok"));
    cr_expect_not(reply_is("o", "ok"));
    cr_expect_not(reply_is("", "ok"));
    cr_expect_not(reply_is(" ok", "ok"));
    cr_expect_not(reply_is("OK", "ok"));
    cr_expect_not(reply_is("ok\ta=1", "ok"));
}

Test(reply, decodes_what_the_worker_encoded)
{
    expect_text("ok why=a%20b%0Ac%25", "why", "a b\nc%");
    expect_text("ok why=%c3%bc", "why", "ü");
    expect_text("ok why=", "why", "");
    expect_text("ok why", "why", NULL);
    expect_text("ok", "why", NULL);
    expect_text("", "why", NULL);
}

Test(reply, leaves_broken_codes_as_they_are)
{
    expect_text("ok why=%", "why", "%");
    expect_text("ok why=%4", "why", "%4");
    expect_text("ok why=%4 b=1", "why", "%4");
    expect_text("ok why=%zz%41", "why", "%zzA");
    expect_text("ok why=%%41", "why", "%A");
    expect_text("ok why=%41", "why", "A");
}

Test(reply, makes_texts_valid_and_whole)
{
    expect_text("ok why=a%00b", "why", "ab");
    expect_text("ok why=%ff", "why", "\xef\xbf\xbd");
    expect_text("ok why=\xff\xfe", "why", "\xef\xbf\xbd\xef\xbf\xbd");
    expect_text("ok why=%e2%82", "why", "\xef\xbf\xbd\xef\xbf\xbd");
}

Test(reply, finds_only_whole_keys)
{
    expect_text("ok xn=1 nx=2 n=3", "n", "3");
    expect_text("n=1", "n", NULL);
    expect_text("ok n==3", "n", "=3");
    expect_text("ok n=1 n=2", "n", "1");
    expect_text("ok  n=1", "n", "1");
    expect_text("ok a=n=1", "n", NULL);
    expect_text("ok n", "n", NULL);
}

Test(reply, refuses_what_is_no_whole_number)
{
    static const char *const lines[] = {
        "ok n=",
        "ok n=-1",
        "ok n=+1",
        "ok n=1.5",
        "ok n=1e3",
        "ok n=0x10",
        "ok n=1x",
        "ok n=18446744073709551616",
        "ok n=99999999999999999999999999999999999",
        "ok n=\xff",
        "ok n=nan",
        "ok m=1",
        "ok",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        expect_no_integer(lines[i]);
}

Test(reply, reads_every_whole_number)
{
    guint64 value = 0;
    cr_expect(reply_integer("ok n=0", "n", &value) && value == 0);
    cr_expect(reply_integer("ok n=18446744073709551615 b=1", "n", &value) && value == G_MAXUINT64);
    cr_expect(reply_integer("ok n=00000000000000000012", "n", &value) && value == 12);
}

Test(reply, falls_back_where_there_is_no_finite_number)
{
    static const char *const lines[] = {"ok x=",      "ok x=nan", "ok x=inf",  "ok x=-inf",
                                        "ok x=1e999", "ok x=1,5", "ok x=1.5.", "ok y=1"};
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        cr_expect(reply_number(lines[i], "x", -7) == -7, "'%s' counts as a number", lines[i]);
    cr_expect(reply_number("ok x=-1.5e3 y=2", "x", 0) == -1500);
    cr_expect(reply_number("ok x=4.9406564584124654e-324", "x", 0) == 0x1p-1074);
}

Test(reply, takes_a_very_long_line)
{
    g_autoptr(GString) line = g_string_new("ok");
    for (int i = 0; i < 100000; i++)
        g_string_append(line, " k=%");
    g_string_append(line, " n=5");
    guint64 value = 0;
    cr_expect(reply_integer(line->str, "n", &value) && value == 5);
}

Test(reply, has_names_of_a_length)
{
    g_autofree char *name = reply_name("ok name=a%20b", "name", 3);
    cr_expect_str_eq(name, "a b");
    cr_expect_null(reply_name("ok name=a%20bc", "name", 3));
    cr_expect_null(reply_name("ok", "name", 3));
}

// What no result file holds would make it one that cannot be read.
Test(reply, has_buckets_of_possible_times)
{
    static const char *const lines[] = {
        "bucket from_ns=-1 to_ns=2 count=1",   "bucket from_ns=2 to_ns=2 count=1",
        "bucket from_ns=1 to_ns=2 count=0.5",  "bucket from_ns=1 to_ns=2 count=1e308",
        "bucket from_ns=1 to_ns=1e19 count=1", "bucket from_ns=1 to_ns=2",
    };
    g_autoptr(GArray) buckets = g_array_new(FALSE, FALSE, sizeof(struct histogram_bucket));
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        cr_expect_not(reply_take_bucket(lines[i], 10, buckets), "%s", lines[i]);
    cr_expect(reply_take_bucket("bucket from_ns=0 to_ns=4e18 count=9e15", 10, buckets));
    cr_expect_eq(buckets->len, 1);
}
