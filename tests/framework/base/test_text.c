// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/base/text.h"

static void expect(char *text, const char *expected)
{
    cr_expect_str_eq(text, expected);
    g_free(text);
}

Test(text, keeps_its_lines)
{
    g_autofree char *text = text_printable_lines("\n one\x1b \r\ntwo\n\n");
    cr_expect_str_eq(text, "one\\x1b\ntwo");
    g_autofree char *nothing = text_printable_lines(NULL);
    cr_expect_str_eq(nothing, "");
}

Test(text, plain_text_stays)
{
    expect(text_printable("sum/loop/n:1024 naïve 名前 שלום"), "sum/loop/n:1024 naïve 名前 שלום");
    expect(text_printable(NULL), "");
}

Test(text, what_moves_a_terminal_is_escaped)
{
    expect(text_printable("a\nb\tc\r\x1b[2J\x07\x7f"), "a\\nb\\tc\\r\\x1b[2J\\x07\\x7f");
    expect(text_printable("\xc2\x9b"
                          "31m"),
           "\\u009b31m");                                       // C1's control sequence introducer
    expect(text_printable("\u202e\u2066x"), "\\u202e\\u2066x"); // direction overrides
    expect(text_printable("\u2028\ufeff"), "\\u2028\\ufeff");
    expect(text_printable("\xff"
                          "a"),
           "\ufffda");
}

Test(text, columns_count_wide_and_combining)
{
    cr_expect_eq(text_columns(""), 0);
    cr_expect_eq(text_columns("naïve"), 5);
    cr_expect_eq(text_columns("名前"), 4);
    cr_expect_eq(text_columns("e\u0301"), 1);
}

Test(text, keeps_the_tail)
{
    expect(text_keep_tail("simd/1024", 9), "simd/1024");
    expect(text_keep_tail("simd/1024", 6), "…/1024");
    expect(text_keep_tail("名前名前", 4), "…前");
    expect(text_keep_tail("abc", 1), "…");
    expect(text_keep_ends("simd/1024", 9), "simd/1024");
    expect(text_keep_ends("gzip -1 file", 9), "gzi… file");
    expect(text_keep_ends("名前名前名前", 7), "名…名前");
    expect(text_keep_ends("abcd", 3), "a…d");
}

Test(text, keeps_the_head)
{
    expect(text_keep_head("AMD EPYC", 8), "AMD EPYC");
    expect(text_keep_head("AMD EPYC", 5), "AMD …");
    expect(text_keep_head("名前", 3), "名…");
}

Test(text, keeps_bytes_and_whole_characters)
{
    expect(text_keep_bytes("AMD EPYC", 8), "AMD EPYC");
    expect(text_keep_bytes("AMD EPYC", 7), "AMD …");
    expect(text_keep_bytes("名前名前", 11), "名前…");
    expect(text_keep_bytes("名前名前", 8), "名…");
    expect(text_keep_bytes("AMD EPYC", 3), "…");
}

Test(text, finds_where_the_columns_end)
{
    cr_expect_str_eq(text_end("AMD EPYC", 4), "EPYC");
    cr_expect_str_eq(text_end("AMD EPYC", 8), "");
    cr_expect_str_eq(text_end("名前", 3), "前", "a wide character is not halved");
}

static void expect_wrapped(const char *start, const char *text, size_t indent, size_t width,
                           const char *expected)
{
    g_autoptr(GString) out = g_string_new(start);
    text_wrap(out, text, indent, width);
    cr_expect_str_eq(out->str, expected);
}

Test(text, wraps_words)
{
    expect_wrapped("", "one two three", 2, 8, "one two\n  three\n");
    expect_wrapped("x: ", "one two three", 2, 8, "x: one\n  two\n  three\n");
    expect_wrapped("", "", 2, 8, "\n");
}

Test(text, breaks_words_that_fit_no_line)
{
    expect_wrapped("", "abcdefghij", 2, 4, "abcd\n  ef\n  gh\n  ij\n");
    expect_wrapped("", "a bcdefg", 1, 4, "a\n bcd\n efg\n");
    expect_wrapped("a very long start: ", "bc", 1, 4, "a very long start:\n bc\n");
    expect_wrapped("", "abc", 5, 4, "abc\n");
    expect_wrapped("", "abcdef", 5, 4, "abcd\n     ef\n");
}

Test(text, keeps_lines_and_escapes_the_rest)
{
    expect_wrapped("", "\none\ntwo \x1b[2J\n", 2, 80, "one\n  two \\x1b[2J\n");
}

Test(text, knows_what_a_log_takes_for_a_command)
{
    cr_expect(text_is_command("::error::x"));
    cr_expect(text_is_command(" \t\u00a0::x"));
    cr_expect_not(text_is_command(""));
    cr_expect_not(text_is_command(":"));
    cr_expect_not(text_is_command(": :"));
    cr_expect_not(text_is_command("a ::x"));
    expect_wrapped("", "a b c ::c d", 2, 6, "a b c\n  \\::c\n  d\n");
    expect_wrapped("", "::c d", 0, 80, "\\::c d\n");
    expect_wrapped("", "ab::c::d", 1, 4, "ab::\n c::\n d\n");
    expect_wrapped("", "abcd::e", 1, 4, "abcd\n \\::\n e\n");
    expect_wrapped("", "a::b", 1, 1, "a\n \\::b\n");
}

Test(text, wraps_after_what_is_there)
{
    expect_wrapped("a first line that is long\nx: ", "one two", 2, 7,
                   "a first line that is long\nx: one\n  two\n");
    expect_wrapped("", "名前名前名", 1, 5, "名前\n 名前\n 名\n");
}
