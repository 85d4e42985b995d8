// SPDX-License-Identifier: MIT
#include "framework/runner/last_words.h"

#include <criterion/criterion.h>
#include <string.h>

static struct last_words words;

static void begin(void)
{
    last_words_init(&words);
}

static void end(void)
{
    last_words_clear(&words);
}

TestSuite(last_words, .init = begin, .fini = end);

static void add(const char *text)
{
    last_words_add(&words, text, strlen(text));
}

static void add_flood(size_t n_lines)
{
    for (size_t i = 0; i < n_lines; i++)
        add("nothing to see here, and a lot of it\n");
}

static void expect_report(const char *expected)
{
    g_autofree char *report = last_words_report(&words);
    if (expected == NULL)
        cr_expect_null(report, "'%s'", report);
    else
        cr_expect(report != NULL && g_str_has_prefix(report, expected), "'%s'",
                  report ? report : "(none)");
}

Test(last_words, of_nothing_are_empty)
{
    g_autofree char *tail = last_words_tail(&words);
    cr_expect_str_eq(tail, "");
    expect_report(NULL);
}

Test(last_words, keep_the_tail)
{
    add_flood(1000);
    add("the last line\n");
    g_autofree char *tail = last_words_tail(&words);
    cr_expect(g_str_has_suffix(tail, "\nthe last line"));
    cr_expect_leq(strlen(tail), 2048);
    cr_expect_geq(strlen(tail), 2000);
    expect_report(NULL);
}

Test(last_words, find_a_report_before_and_behind_a_flood)
{
    add_flood(1000);
    add("==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n");
    add_flood(1000);
    expect_report("==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\nnothing");
    g_autofree char *report = last_words_report(&words);
    cr_expect_leq(strlen(report), 8192);
}

Test(last_words, find_a_report_that_comes_byte_by_byte)
{
    add_flood(200);
    for (const char *at = "a.c:3:5: runtime error: shift exponent 40 is too large\n"; *at; at++)
        last_words_add(&words, at, 1);
    add("b.c:1:1: runtime error: again\n");
    expect_report("a.c:3:5: runtime error: shift exponent 40 is too large\nb.c:1:1: runtime");
}

Test(last_words, know_every_sanitizer)
{
    static const char *const lines[] = {
        "==18==ERROR: AddressSanitizer: SEGV on unknown address",
        "==18==ERROR: LeakSanitizer: detected memory leaks",
        "WARNING: ThreadSanitizer: data race (pid=9)",
        "==18==WARNING: MemorySanitizer: use-of-uninitialized-value",
        "==18==ERROR: UndefinedBehaviorSanitizer: FPE on unknown address",
        "../src/a b.c:13:5: runtime error: signed integer overflow",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        end();
        begin();
        add(lines[i]);
        expect_report(lines[i]);
    }
}

Test(last_words, take_no_talk_for_a_report)
{
    add("runtime error: none\nAddressSanitizer: a fine tool\nERROR: out of luck\n");
    add("12:30 runtime error: \nSanitizer:\n");
    expect_report(NULL);
}

Test(last_words, leave_out_the_dump_of_shadow_bytes)
{
    add("==7==ERROR: AddressSanitizer: x\nSUMMARY: y\nShadow bytes around the buggy address:\n0 0");
    g_autofree char *report = last_words_report(&words);
    cr_expect_str_eq(report, "==7==ERROR: AddressSanitizer: x\nSUMMARY: y");
}

Test(last_words, are_valid_text_whatever_came)
{
    static const char bytes[] = "a\0b\xff==1==ERROR: LeakSanitizer: \0\xc3\n";
    last_words_add(&words, bytes, sizeof bytes - 1);
    g_autofree char *tail = last_words_tail(&words);
    g_autofree char *report = last_words_report(&words);
    cr_expect(g_utf8_validate(tail, -1, NULL));
    cr_expect(g_utf8_validate(report, -1, NULL));
    cr_expect_not_null(strstr(tail, "LeakSanitizer"));
}
