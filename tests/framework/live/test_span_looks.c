// SPDX-License-Identifier: MIT
#include "framework/live/span_looks.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

// What a program shows at a moment: spans of these numbers, each of which began at 1000 times it.
static struct span_program shows(const char *numbers, const char *note)
{
    struct span_program program = {.spans = g_array_new(FALSE, TRUE, sizeof(struct open_span))};
    for (; *numbers != '\0'; numbers++) {
        struct open_span span = {.number = (uint64_t)(*numbers - '0'), .tid = 8};
        span.began_ns = 1000 * span.number;
        snprintf(span.label, sizeof span.label, "span %c", *numbers);
        snprintf(span.note, sizeof span.note, "%s", note);
        g_array_append_val(program.spans, span);
    }
    return program;
}

static void look(struct span_looks *looks, const char *numbers, const char *note, guint64 now_ns)
{
    struct span_program program = shows(numbers, note);
    span_looks_take(looks, &program, now_ns);
    g_array_unref(program.spans);
}

static const struct profile_span *span_at(const struct profile *profile, guint i)
{
    cr_assert_lt(i, profile->spans->len);
    return &g_array_index(profile->spans, struct profile_span, i);
}

static bool is_about(double value_s, double wanted_ns)
{
    return value_s * 1e9 > wanted_ns - 0.5 && value_s * 1e9 < wanted_ns + 0.5;
}

Test(span_looks, have_spans_end_between_two_looks)
{
    g_autoptr(Profile) profile = profile_new();
    struct span_looks *looks = span_looks_new(profile, 7);
    look(looks, "12", "", 4000);
    look(looks, "13", "noted", 6000);
    look(looks, "1", "noted", 7000);
    span_looks_conclude(looks, 2500, 9000);
    span_looks_free(looks);
    cr_assert_eq(profile->spans->len, 3);
    const struct profile_span *first = span_at(profile, 0);
    const struct profile_span *second = span_at(profile, 1);
    const struct profile_span *third = span_at(profile, 2);
    cr_expect(first->is_open && is_about(first->at, -1500) && is_about(first->lasted, 8000));
    cr_expect_str_eq(first->note, "noted");
    cr_expect(!second->is_open && is_about(second->at, -500) && is_about(second->lasted, 3000));
    cr_expect_null(second->note);
    cr_expect(!third->is_open && is_about(third->at, 500) && is_about(third->lasted, 3500));
    cr_expect_str_eq(third->label, "span 3");
    cr_expect(third->pid == 7 && third->tid == 8);
    cr_expect(is_about(profile->spans_seen, 6500));
    cr_assert_eq(profile->notes->len, 1);
}

Test(span_looks, end_all_spans_with_their_program)
{
    g_autoptr(Profile) profile = profile_new();
    struct span_looks *looks = span_looks_new(profile, 7);
    look(looks, "12", "", 4000);
    span_looks_take(looks, NULL, 8000);
    span_looks_conclude(looks, 0, 9000);
    span_looks_free(looks);
    cr_assert_eq(profile->spans->len, 2);
    cr_expect(!span_at(profile, 0)->is_open && is_about(span_at(profile, 0)->lasted, 5000));
}

Test(span_looks, of_a_program_without_spans_are_nothing)
{
    g_autoptr(Profile) profile = profile_new();
    struct span_looks *looks = span_looks_new(profile, 7);
    span_looks_take(looks, NULL, 8000);
    span_looks_conclude(looks, 0, 9000);
    span_looks_free(looks);
    cr_expect(profile->spans->len == 0 && profile->notes->len == 0);
}

// Many at once, from a number on.
static void look_at_many(struct span_looks *looks, guint n, uint64_t from, guint64 now_ns)
{
    struct span_program program = {.spans = g_array_new(FALSE, TRUE, sizeof(struct open_span))};
    g_array_set_size(program.spans, n);
    for (guint i = 0; i < n; i++)
        g_array_index(program.spans, struct open_span, i).number = from + i;
    span_looks_take(looks, &program, now_ns);
    g_array_unref(program.spans);
}

Test(span_looks, count_what_is_left_out_once)
{
    g_autoptr(Profile) profile = profile_new();
    struct span_looks *looks = span_looks_new(profile, 7);
    look_at_many(looks, PROFILE_MOST_SPANS, 1, 4000);
    look_at_many(looks, 10, 100000, 5000);
    look_at_many(looks, 10, 100005, 6000); // five of them are new
    look_at_many(looks, 10, 100005, 7000);
    span_looks_conclude(looks, 0, 9000);
    span_looks_free(looks);
    cr_expect_eq(profile->spans->len, PROFILE_MOST_SPANS);
    cr_expect_eq(profile->spans_left_out, 15);
}
