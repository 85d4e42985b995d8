// SPDX-License-Identifier: MIT
// Traces as programs left them, which may be anything.
#include "framework/profile/span_files.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/folder.h"

#define ARGS(number, parent) "\"args\":{\"number\":" #number ",\"parent\":" #parent
#define HEAD(name) "{\"name\":\"" name "\",\"cat\":\"span\",\"pid\":7,\"tid\":8,"
#define OUTER HEAD("outer") "\"ph\":\"X\",\"ts\":2000.000,\"dur\":500.250," ARGS(1, 0) "}}"
#define INNER \
    HEAD("inner") "\"ph\":\"X\",\"ts\":2100.000,\"dur\":100.000," ARGS(2, 1) ",\"note\":\"n\"}}"
#define BEGUN HEAD("across") "\"ph\":\"b\",\"id\":3,\"ts\":2200.000," ARGS(3, 0) "}}"
#define ENDED HEAD("across") "\"ph\":\"e\",\"id\":3,\"ts\":2600.500}"
#define LOST(n) "{\"name\":\"spans_lost\",\"ph\":\"M\",\"pid\":7,\"args\":{\"n\":" #n "}}"

// From 1 to 3 ms.
static const struct span_window window = {.began_ns = 1000000, .ended_ns = 3000000};

static char *make_folder(void)
{
    return g_dir_make_tmp("benchrun-spans-XXXXXX", NULL);
}

static void write_trace(const char *folder, const char *name, const char *text, size_t length)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    cr_assert(g_file_set_contents(path, text, (gssize)length, NULL));
}

static struct profile *read_folder(const char *folder, const struct span_window *of)
{
    struct profile *profile = profile_new();
    span_files_read(folder, of, profile);
    folder_remove(folder, NULL);
    return profile;
}

static struct profile *read_text(const char *text, size_t length, const struct span_window *of)
{
    g_autofree char *folder = make_folder();
    write_trace(folder, "7-1.json", text, length);
    return read_folder(folder, of);
}

static const struct profile_span *span_at(const struct profile *profile, guint i)
{
    cr_assert_lt(i, profile->spans->len);
    return &g_array_index(profile->spans, struct profile_span, i);
}

static const char whole[] = "[\n" INNER ",\n" OUTER ",\n" BEGUN ",\n" ENDED "\n]\n";

Test(span_files, have_spans_in_the_order_of_their_beginning)
{
    g_autoptr(Profile) profile = read_text(whole, strlen(whole), &window);
    cr_assert_eq(profile->spans->len, 3);
    cr_expect_eq(profile->notes->len, 0);
    cr_expect_eq(profile->spans_seen, 0.002);
    const struct profile_span *outer = span_at(profile, 0);
    const struct profile_span *inner = span_at(profile, 1);
    const struct profile_span *across = span_at(profile, 2);
    cr_expect_str_eq(outer->label, "outer");
    cr_expect(outer->pid == 7 && outer->tid == 8 && outer->number == 1 && outer->parent == 0);
    cr_expect(outer->at == 0.001 && outer->lasted == 0.00050025 && outer->note == NULL);
    cr_expect_str_eq(inner->note, "n");
    cr_expect_eq(inner->parent, 1);
    cr_expect(!across->is_open);
    cr_expect_float_eq(across->lasted, 0.0004005, 1e-12);
}

// What is whole counts, wherever the file ends.
Test(span_files, that_are_cut_off_count_up_to_there)
{
    const char *inner_end = strstr(whole, OUTER) - 2;
    const char *outer_end = strstr(whole, BEGUN) - 2;
    const char *begun_end = strstr(whole, ENDED) - 2;
    const char *ended_end = whole + strlen(whole) - 3;
    for (size_t length = 0; length <= strlen(whole); length++) {
        g_autoptr(Profile) profile = read_text(whole, length, &window);
        const char *end = whole + length;
        guint n = (end >= inner_end) + (end >= outer_end) + (end >= begun_end);
        cr_assert_eq(profile->spans->len, n, "%u spans of %zu bytes", profile->spans->len, length);
        if (n == 3)
            cr_assert_eq(span_at(profile, 2)->is_open, end < ended_end);
        cr_assert_eq(profile->notes->len, length < strlen(whole) - 1, "notes at %zu", length);
    }
}

Test(span_files, of_what_is_open_last_until_the_end)
{
    const char text[] = "[\n" BEGUN "\n]\n";
    g_autoptr(Profile) profile = read_text(text, strlen(text), &window);
    cr_expect(span_at(profile, 0)->is_open);
    cr_expect_float_eq(span_at(profile, 0)->lasted, 0.0008, 1e-12);
}

// As somebody saw them before the program was killed.
Test(span_files, end_what_was_open_before)
{
    const char text[] = "[\n" OUTER ",\n" BEGUN "\n]\n";
    g_autofree char *folder = make_folder();
    g_autoptr(Profile) profile = profile_new();
    for (guint number = 1; number <= 4; number++) {
        const struct profile_span span = {.label = g_strdup("seen"),
                                          .pid = 7,
                                          .tid = 8,
                                          .number = number,
                                          .lasted = 0.001,
                                          .is_open = true};
        g_array_append_val(profile->spans, span);
    }
    write_trace(folder, "7-1.json", text, strlen(text));
    span_files_read(folder, &window, profile);
    folder_remove(folder, NULL);
    cr_assert_eq(profile->spans->len, 4);
    for (guint i = 0; i < 4; i++) {
        const struct profile_span *span = span_at(profile, i);
        cr_expect_eq(span->is_open, span->number != 1, "number %u", (unsigned)span->number);
    }
}

Test(span_files, count_in_their_window)
{
    const struct span_window before = {.began_ns = 1, .ended_ns = 1999999};
    const struct span_window after = {.began_ns = 2600501, .ended_ns = 3000000};
    const struct span_window within = {.began_ns = 2050000, .ended_ns = 2400000};
    const struct span_window strict = {.began_ns = 2050000, .ended_ns = 2400000, .is_strict = true};
    const struct span_window *const windows[] = {&before, &after, &within, &strict};
    const guint wanted[] = {0, 0, 3, 1};
    for (size_t i = 0; i < G_N_ELEMENTS(windows); i++) {
        g_autoptr(Profile) profile = read_text(whole, strlen(whole), windows[i]);
        cr_expect_eq(profile->spans->len, wanted[i], "%u in window %zu", profile->spans->len, i);
    }
    g_autoptr(Profile) profile = read_text(whole, strlen(whole), &within);
    cr_expect_float_eq(span_at(profile, 0)->at, -0.00005, 1e-12);
}

// Nothing after what is wrong counts, and a note says so.
Test(span_files, that_are_hostile_are_read_up_to_there)
{
    g_autofree char *deep = g_strnfill(4000, '[');
    g_autofree char *long_label = g_strnfill(5000, 'x');
    g_autofree char *long_line = g_strdup_printf(
        "{\"name\":\"%s\",\"ph\":\"X\",\"pid\":7,\"tid\":8,\"ts\":1,\"dur\":1}", long_label);
    const char *const lines[] = {
        "5",
        "{}",
        "{\"ph\":\"X\"}",
        "{\"ph\":5}",
        "{\"ph\":\"Z\"}",
        HEAD("a") "\"ph\":\"X\",\"ts\":2000}",
        HEAD("a") "\"ph\":\"X\",\"dur\":1}",
        HEAD("a") "\"ph\":\"X\",\"ts\":-1,\"dur\":1}",
        HEAD("a") "\"ph\":\"X\",\"ts\":1,\"dur\":-1}",
        HEAD("a") "\"ph\":\"X\",\"ts\":1e300,\"dur\":1}",
        HEAD("a") "\"ph\":\"X\",\"ts\":\"2000\",\"dur\":1}",
        HEAD("a") "\"ph\":\"X\",\"ts\":2000,\"dur\":1,\"args\":[]}",
        HEAD("a") "\"ph\":\"X\",\"ts\":2000,\"dur\":1,\"args\":{\"number\":-5}}",
        HEAD("a") "\"ph\":\"X\",\"ts\":2000,\"dur\":1,\"dur\":2}",
        "{\"name\":\"a\",\"ph\":\"X\",\"ts\":2000,\"dur\":1,\"pid\":1e9,\"tid\":1}",
        "{\"name\":\"a\",\"ph\":\"X\",\"ts\":2000,\"dur\":1,\"pid\":-1,\"tid\":1}",
        "{\"name\":7,\"ph\":\"X\",\"ts\":2000,\"dur\":1,\"pid\":1,\"tid\":1}",
        "{\"name\":\"\xff\",\"ph\":\"X\",\"ts\":2000,\"dur\":1,\"pid\":1,\"tid\":1}",
        "",
        "]",
        deep,
        long_line,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *text = g_strdup_printf("[\n" OUTER ",\n%s,\n" INNER "\n]\n", lines[i]);
        g_autoptr(Profile) profile = read_text(text, strlen(text), &window);
        cr_expect_eq(profile->spans->len, 1, "%u with %.80s", profile->spans->len, lines[i]);
        cr_expect_eq(profile->notes->len, 1, "%u notes with %.80s", profile->notes->len, lines[i]);
    }
    // An end without a beginning, and two of them, are of no span.
    const char ends[] = "[\n" ENDED ",\n" BEGUN ",\n" ENDED ",\n" ENDED "\n]\n";
    g_autoptr(Profile) profile = read_text(ends, strlen(ends), &window);
    cr_expect_eq(profile->spans->len, 1);
}

Test(span_files, that_are_no_files_are_not_read)
{
    g_autofree char *folder = make_folder();
    g_autofree char *link = g_build_filename(folder, "a.json", NULL);
    g_autofree char *pipe = g_build_filename(folder, "b.json", NULL);
    g_autofree char *large = g_build_filename(folder, "c.json", NULL);
    g_autofree char *inner = g_build_filename(folder, "d.json", NULL);
    write_trace(folder, "z.json", whole, strlen(whole));
    write_trace(folder, "another", whole, strlen(whole));
    write_trace(folder, "c.json", whole, strlen(whole));
    cr_assert(symlink("z.json", link) == 0 && mkfifo(pipe, 0600) == 0 &&
              truncate(large, 1 << 30) == 0 && g_mkdir(inner, 0700) == 0);
    g_autoptr(Profile) profile = read_folder(folder, &window);
    cr_expect_eq(profile->spans->len, 3);
    cr_assert_eq(profile->notes->len, 1);
    cr_expect_not_null(strstr(g_ptr_array_index(profile->notes, 0), "4 traces"));
}

Test(span_files, say_what_was_left_out)
{
    const char text[] = "[\n" OUTER ",\n" LOST(5) ",\n" LOST(17) "\n]\n";
    g_autofree char *folder = make_folder();
    write_trace(folder, "1.json", text, strlen(text));
    write_trace(folder, "2.json", text, strlen(text));
    g_autoptr(Profile) profile = read_folder(folder, &window);
    cr_expect_eq(profile->spans->len, 2);
    cr_expect_eq(profile->spans_left_out, 34);
    g_autoptr(GString) many = g_string_new("[\n");
    for (unsigned i = 0; i < PROFILE_MOST_SPANS + 100; i++)
        g_string_append_printf(many, HEAD("s") "\"ph\":\"X\",\"ts\":%u.000,\"dur\":0}%s",
                               3000 - i % 2000, i < PROFILE_MOST_SPANS + 99 ? ",\n" : "\n]\n");
    g_autoptr(Profile) full = read_text(many->str, many->len, &window);
    cr_expect_eq(full->spans->len, PROFILE_MOST_SPANS);
    cr_expect_eq(full->spans_left_out, 100);
    cr_expect(span_at(full, 0)->at < span_at(full, PROFILE_MOST_SPANS - 1)->at);
}

Test(span_files, leave_a_users_trace_alone)
{
    g_autoptr(Profile) profile = profile_new();
    g_setenv("BENCHRUN_TRACE", "own.json", TRUE);
    cr_expect_null(span_files_setting("/folder", profile));
    cr_expect_eq(profile->notes->len, 1);
    g_setenv("BENCHRUN_TRACE", "", TRUE);
    cr_expect_null(span_files_setting("/folder", profile));
    cr_expect_eq(profile->notes->len, 1);
    g_unsetenv("BENCHRUN_TRACE");
    g_auto(GStrv) setting = span_files_setting("/f%p", profile);
    cr_expect_str_eq(setting[0], "BENCHRUN_TRACE=/f%%p/%p-%t.json");
    cr_expect_eq(profile->notes->len, 1);
}
