// SPDX-License-Identifier: MIT
#include "framework/runner/outputs.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static void take(struct outputs *outputs, const char *line)
{
    // In memory of exactly its size, so that a sanitizer sees a read beyond its end.
    g_autofree char *own = g_strdup(line);
    cr_assert(outputs_take_line(own, outputs), "'%s' is refused", line);
}

static void refuse(struct outputs *outputs, const char *line)
{
    g_autofree char *own = g_strdup(line);
    cr_expect_not(outputs_take_line(own, outputs), "'%s' is taken", line);
}

static void take_data(struct outputs *outputs, const void *data, size_t n_bytes)
{
    g_autofree char *base64 = g_base64_encode(data, n_bytes);
    g_autofree char *line = g_strconcat("data ", base64, NULL);
    take(outputs, line);
}

static struct outputs *of_bytes(const char *bytes)
{
    struct outputs *outputs = outputs_new();
    g_autofree char *line = g_strdup_printf("output kind=bytes n=%zu tolerance=0", strlen(bytes));
    take(outputs, line);
    take_data(outputs, bytes, strlen(bytes));
    return outputs;
}

static struct outputs *of_f64(const double *values, size_t n, double tolerance)
{
    struct outputs *outputs = outputs_new();
    g_autofree char *line = g_strdup_printf("output kind=f64 n=%zu tolerance=%.17g", n, tolerance);
    take(outputs, line);
    take_data(outputs, values, n * sizeof *values);
    return outputs;
}

static struct outputs *of_f32(float value, double tolerance)
{
    struct outputs *outputs = outputs_new();
    g_autofree char *line = g_strdup_printf("output kind=f32 n=1 tolerance=%.17g", tolerance);
    take(outputs, line);
    take_data(outputs, &value, sizeof value);
    return outputs;
}

static void expect_difference(struct outputs *expected, struct outputs *actual, const char *phrase)
{
    g_autofree char *difference = outputs_difference(expected, actual, "a/b");
    if (phrase == NULL)
        cr_expect_null(difference, "they differ: %s", difference);
    else
        cr_expect(difference != NULL && strstr(difference, phrase) != NULL, "'%s' is not in '%s'",
                  phrase, difference ? difference : "(none)");
    outputs_free(expected);
    outputs_free(actual);
}

static void expect_f64(double expected, double actual, double tolerance, bool agree)
{
    g_autoptr(Outputs) wanted = of_f64(&expected, 1, tolerance);
    g_autoptr(Outputs) got = of_f64(&actual, 1, tolerance);
    g_autofree char *difference = outputs_difference(wanted, got, "a/b");
    cr_expect((difference == NULL) == agree, "%g and %g within %g: %s", expected, actual, tolerance,
              difference ? difference : "agree");
}

Test(outputs, of_bytes_agree_when_all_are_equal)
{
    expect_difference(of_bytes("abc"), of_bytes("abc"), NULL);
    expect_difference(outputs_new(), outputs_new(), NULL);
}

Test(outputs, of_bytes_show_where_they_differ_first)
{
    expect_difference(of_bytes("abc"), of_bytes("abd"),
                      "\"abd\", but 'a/b' has \"abc\" (output 1, byte 2 of 3)");
    expect_difference(of_bytes("abc"), of_bytes("abcd"), "output 1 has 4 bytes, but 'a/b' has 3");
}

Test(outputs, say_what_is_missing)
{
    expect_difference(of_bytes("abc"), outputs_new(), "0 outputs, but 'a/b' has 1");
    expect_difference(outputs_new(), of_bytes("abc"), "1 outputs, but 'a/b' has 0");
    expect_difference(of_f32(1, 0), of_bytes("abcd"),
                      "output 1 is of type bytes, but 'a/b' has f32");
    struct outputs *cut = outputs_new();
    take(cut, "output kind=bytes n=3 tolerance=0");
    take(cut, "data YWI=");
    g_autofree char *why = outputs_cut(cut);
    cr_expect_str_eq(why, "output 1 is incomplete");
    outputs_free(cut);
    g_autoptr(Outputs) whole = of_bytes("abc");
    cr_expect_null(outputs_cut(whole));
}

Test(outputs, of_floats_may_differ_by_the_tolerance)
{
    expect_f64(1000, 1000.05, 1e-4, true);
    expect_f64(1000, 1000.2, 1e-4, false);
    expect_f64(-1000, -1000.05, 1e-4, true);
    expect_f64(1000, -1000, 1e-4, false);
    expect_f64(0.0001, 0.00015, 1e-4, true); // absolutely below 1
    expect_f64(0, -0.0, 0, true);
    expect_f64(1, 1 + 0x1p-52, 0, false);
    expect_difference(of_f32(1.0f, 1e-4), of_f32(1.00005f, 1e-4), NULL);
    expect_difference(of_f32(1.0f, 1e-4), of_f32(1.01f, 1e-4),
                      "1.01, but 'a/b' has 1 (output 1, index 0 of 1, tolerance 0.0001)");
}

Test(outputs, take_the_larger_tolerance_of_both)
{
    expect_difference(of_f32(1.0f, 0), of_f32(1.005f, 0.01), NULL);
    expect_difference(of_f32(1.0f, 0.01), of_f32(1.005f, 0), NULL);
    expect_difference(of_f32(1.0f, -5), of_f32(1.005f, -5), "1.005, but");
}

Test(outputs, agree_on_nan_and_on_infinity_alone)
{
    expect_f64(NAN, NAN, 1e-4, true);
    expect_f64(NAN, 1, 1e-4, false);
    expect_f64(1, NAN, 1e-4, false);
    expect_f64(INFINITY, INFINITY, 1e-4, true);
    expect_f64(INFINITY, 1, 1e-4, false);
    expect_f64(1, -INFINITY, 1e-4, false);
    expect_f64(INFINITY, -INFINITY, 1e-4, false);
    expect_f64(1e308, -1e308, 1e-4, false);
}

Test(outputs, name_the_element)
{
    double expected[] = {1, 2, 3};
    double actual[] = {1, 2.5, 4};
    expect_difference(of_f64(expected, 3, 1e-9), of_f64(actual, 3, 1e-9),
                      "2.5, but 'a/b' has 2 (output 1, index 1 of 3, tolerance 1e-09)");
}

Test(outputs, show_as_many_digits_of_floats_as_differ)
{
    double expected = 1, actual = 1 + 0x1p-52;
    expect_difference(of_f64(&expected, 1, 0), of_f64(&actual, 1, 0),
                      "1.0000000000000002, but 'a/b' has 1 (");
}

static struct outputs *of_integers(const void *integers, size_t n_bytes)
{
    struct outputs *outputs = outputs_new();
    g_autofree char *line = g_strdup_printf("output kind=bytes n=%zu tolerance=0", n_bytes);
    take(outputs, line);
    take_data(outputs, integers, n_bytes);
    return outputs;
}

Test(outputs, of_bytes_show_integers_of_their_likely_width)
{
    static const guint64 wide[2][3] = {{7, 300, 1}, {7, 301, 1}};
    static const gint32 words[2][3] = {{7, -3, 1}, {7, 4, 1}};
    static const guint8 bytes[2][3] = {{0, 0x81, 1}, {0, 0x82, 1}};
    static const guint64 sums[2] = {0x123456789abcdef0, 0x123456789abcdef1};
    expect_difference(of_integers(wide[0], sizeof wide[0]), of_integers(wide[1], sizeof wide[1]),
                      "301, but 'a/b' has 300 (output 1, 64-bit integer 1 of 3)");
    expect_difference(of_integers(words[0], sizeof words[0]),
                      of_integers(words[1], sizeof words[1]),
                      "4, but 'a/b' has -3 (output 1, 32-bit integer 1 of 3)");
    expect_difference(of_integers(bytes[0], sizeof bytes[0]),
                      of_integers(bytes[1], sizeof bytes[1]),
                      "130, but 'a/b' has 129 (output 1, byte 1 of 3)");
    expect_difference(of_integers(&sums[0], sizeof sums[0]), of_integers(&sums[1], sizeof sums[1]),
                      "1311768467463790321, but 'a/b' has 1311768467463790320 (output 1, 64-bit "
                      "integer 0 of 1)");
}

Test(outputs, of_long_texts_show_what_is_around)
{
    expect_difference(of_bytes("one two three\nfour five six seven eight nine"),
                      of_bytes("one two three\nfour fife six seven eight nine"),
                      "\"...ee\\nfour fife six seven eight n...\", but 'a/b' has "
                      "\"...ee\\nfour five six seven eight n...\" (output 1, byte 21 of 44)");
}

Test(outputs, refuse_lines_that_make_no_sense)
{
    static const char *const lines[] = {
        "data YWJj", // before any output
        "output",
        "output kind=bytes",
        "output n=3",
        "output kind=text n=3",
        "output kind=bytes n=-1",
        "output kind=bytes n=99999999999999",
        "output kind=f64 n=18446744073709551615",
        "ok",
        "",
        "case group=a",
        "outputs kind=bytes n=1",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(Outputs) outputs = outputs_new();
        refuse(outputs, lines[i]);
    }
}

Test(outputs, refuse_more_data_than_was_announced)
{
    g_autoptr(Outputs) outputs = outputs_new();
    take(outputs, "output kind=bytes n=3 tolerance=0");
    refuse(outputs, "data YWJjZA==");
    take(outputs, "data YWJj");
    refuse(outputs, "data YQ==");
}

Test(outputs, refuse_a_data_line_without_data)
{
    g_autoptr(Outputs) outputs = outputs_new();
    take(outputs, "output kind=bytes n=3 tolerance=0");
    refuse(outputs, "data");
}

Test(outputs, end_when_there_are_too_many)
{
    g_autoptr(Outputs) outputs = outputs_new();
    unsigned n = 0;
    while (n < 1000000 && outputs_take_line("output kind=bytes n=0 tolerance=0", outputs))
        n++;
    cr_assert_lt(n, 1000000, "a worker may fill the host's memory with outputs");
    cr_assert_gt(n, 1000);
}

Test(outputs, end_when_together_they_are_too_large)
{
    g_autoptr(Outputs) outputs = outputs_new();
    unsigned n = 0;
    while (n < 100 && outputs_take_line("output kind=f64 n=60000000 tolerance=0", outputs))
        n++;
    cr_assert_lt(n, 100);
}
