// SPDX-License-Identifier: MIT
// Every text of a result file, in every format: nothing in it may do more than be read.
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "framework/result/file/run_file.h"
#include "reports/charts/charts.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_run.h"
#include "tests/reports/sinks.h"

TestSuite(hostile_fields, .timeout = 300);

static struct run *read_hostile(struct run *(*make)(void), const char *payload)
{
    g_autoptr(Run) sample = make();
    g_autoptr(GError) error = NULL;
    if (!sample->is_test)
        sample_measure(sample, 2, 4);
    hostile_fill(sample);
    g_autofree char *text = hostile_file(sample, payload);
    struct run *run = run_parse(text, strlen(text), &error);
    cr_assert_not_null(run, "%s", error ? error->message : "");
    run_fit(run);
    return run;
}

static char *render(const char *format, const struct report *report)
{
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find(format)->write(out, report, NULL));
    return g_string_free(out, FALSE);
}

static struct run *(*const makers[])(void) = {sample_run, sample_comparison, sample_tested};

// Calls `check` for each run with each payload, in each format of the table.
static void for_each(void (*check)(const char *format, const struct report *report,
                                   const char *payload))
{
    g_autofree char *names = reporter_names();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        for (size_t m = 0; m < G_N_ELEMENTS(makers); m++) {
            g_autoptr(Run) run = read_hostile(makers[m], *payload);
            g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
            const struct report report = {.run = run, .worth_ratio = 5, .notes = notes};
            for (char **format = formats; *format != NULL; format++)
                check(*format, &report, *payload);
        }
    }
}

static void check_inside(const char *format, const struct report *report, const char *payload)
{
    g_autofree char *text = render(format, report);
    g_autofree char *problem = sink_problem(format, text);
    cr_expect_null(problem, "%s of '%s': %s", format, payload, problem);
}

// Texts in files, for a program that reads all of them at once.
struct files {
    char *folder;
    GPtrArray *paths; // char *
};

static void begin_files(struct files *files)
{
    files->folder = g_dir_make_tmp("benchrun-hostile-XXXXXX", NULL);
    files->paths = g_ptr_array_new_with_free_func(g_free);
    cr_assert_not_null(files->folder);
}

static void add_file(struct files *files, const char *text)
{
    char *path = g_strdup_printf("%s/%u", files->folder, files->paths->len);
    g_ptr_array_add(files->paths, path);
    // Without waiting for the disk, once for each of hundreds of files.
    cr_assert(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

// Runs the program; fails with what it says of a file.
static void expect_read(struct files *files, const char *const *words)
{
    g_autofree char *said = NULL;
    g_autofree char *wrong = NULL;
    int status = 0;
    g_autoptr(GPtrArray) line = g_ptr_array_new();
    for (; *words != NULL; words++)
        g_ptr_array_add(line, (gpointer)*words);
    for (guint i = 0; i < files->paths->len; i++)
        g_ptr_array_add(line, g_ptr_array_index(files->paths, i));
    g_ptr_array_add(line, NULL);
    cr_assert(g_spawn_sync(NULL, (char **)line->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said,
                           &wrong, &status, NULL));
    cr_expect(g_spawn_check_wait_status(status, NULL), "%s\n%.2000s", (char *)line->pdata[0],
              wrong);
    for (guint i = 0; i < files->paths->len; i++)
        g_unlink(g_ptr_array_index(files->paths, i));
    cr_expect_eq(g_rmdir(files->folder), 0);
    g_ptr_array_unref(files->paths);
    g_free(files->folder);
}

static struct files junit, markdown, svg;

static void check_and_keep(const char *format, const struct report *report, const char *payload)
{
    bool is_junit = strcmp(format, "junit") == 0;
    check_inside(format, report, payload);
    if (!is_junit && strcmp(format, "markdown") != 0)
        return;
    g_autofree char *text = render(format, report);
    add_file(is_junit ? &junit : &markdown, text);
}

Test(hostile_fields, are_texts_in_any_format_and_to_what_reads_it)
{
    static const char *const xmllint[] = {"xmllint", "--noout", "--schema", JUNIT_SCHEMA, NULL};
    static const char *const renderer[] = {"/usr/bin/python3", RENDER_MARKDOWN, NULL};
    begin_files(&junit);
    begin_files(&markdown);
    for_each(check_and_keep);
    expect_read(&junit, xmllint);
    expect_read(&markdown, renderer);
}

Test(hostile_fields, come_back_from_the_result_file)
{
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++) {
        g_autoptr(Run) run = read_hostile(sample_comparison, *payload);
        g_autofree char *text = run_format(run);
        g_autoptr(Run) again = run_parse(text, strlen(text), NULL);
        cr_assert_not_null(again);
        g_autofree char *second = run_format(again);
        cr_expect_str_eq(second, text);
        g_autofree char *version = g_strconcat(*payload, "words of it", NULL);
        cr_expect_str_eq(again->version, version);
    }
}

// All payloads at once, for what takes long.
static char *all_payloads(void)
{
    GString *all = g_string_new(NULL);
    for (const char *const *payload = hostile_payloads; *payload != NULL; payload++)
        g_string_prepend(all, *payload);
    return g_string_free(all, FALSE);
}

static const char *const drawn[] = {"&#x0;&#x202e;]]>", "::error::x ##[error]", "<script>\"'",
                                    "\x1b[31m\u202e", NULL};

static void check_drawings(const struct run *run, const char *payload)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Drawings) drawings = charts_svg(run, G_MAXUINT, 2, NULL, &error);
    cr_assert_not_null(drawings, "%s", error ? error->message : "");
    cr_expect(drawings->drawn->len > 2 && drawings->failures->len == 0);
    for (guint i = 0; i < drawings->drawn->len; i++) {
        const struct drawing *drawing = g_ptr_array_index(drawings->drawn, i);
        g_autofree char *problem = sink_problem("svg", drawing->content);
        cr_expect_null(problem, "%s of '%s': %s", drawing->name, payload, problem);
        add_file(&svg, drawing->content);
    }
    const struct report report = {.run = run, .drawings = drawings};
    check_inside("html", &report, payload);
}

Test(hostile_fields, are_drawn_as_they_are)
{
    static const char *const xmllint[] = {"xmllint", "--noout", NULL};
    g_autofree char *all = all_payloads();
    begin_files(&svg);
    for (size_t m = 0; m < 2; m++) {
        for (const char *const *payload = drawn; *payload != NULL; payload++) {
            g_autoptr(Run) run = read_hostile(makers[m], *payload);
            check_drawings(run, *payload);
        }
        g_autoptr(Run) run = read_hostile(makers[m], all);
        check_drawings(run, all);
    }
    expect_read(&svg, xmllint);
}

static void expect_lines_of_a_log(const struct run *run, const char *payload)
{
    const struct terminal terminal = {.kind = TERMINAL_TEXT, .columns = 80};
    g_autoptr(Drawings) drawings = charts_for_terminal(run, &terminal, NULL, NULL);
    cr_assert_not_null(drawings);
    for (guint i = 0; i < drawings->drawn->len; i++) {
        const struct drawing *drawing = g_ptr_array_index(drawings->drawn, i);
        g_autofree char *problem = sink_problem_of_log(drawing->content);
        cr_expect_null(problem, "%s of '%s': %s", drawing->name, payload, problem);
    }
}

Test(hostile_fields, are_lines_of_a_log_in_charts_of_text)
{
    for (const char *const *payload = drawn; *payload != NULL; payload++) {
        g_autoptr(Run) run = read_hostile(sample_run, *payload);
        expect_lines_of_a_log(run, *payload);
    }
}

// Every key to which the writers of the file give a text.
static void expect_keys_of(const char *source, const char *file)
{
    static const char *const words[] = {"status",  "check", "side",    "ended_by",
                                        "verdict", "claim", "pairing", "cycles_from",
                                        "better",  "kind",  NULL};
    g_autofree char *path = g_build_filename(RESULT_FILE_SOURCES, source, NULL);
    g_autofree char *code = NULL;
    g_autoptr(GRegex) regex = g_regex_new("json_put_(?:text|lines)\\(\\w+, \"(\\w+)\"",
                                          (GRegexCompileFlags)0, (GRegexMatchFlags)0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    cr_assert(g_file_get_contents(path, &code, NULL, NULL), "%s", path);
    g_regex_match(regex, code, (GRegexMatchFlags)0, &match);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *key = g_match_info_fetch(match, 1);
        g_autofree char *attacked = g_strdup_printf("\"%s\": (\\[\\s*)?\"pwned ", key);
        if (!g_strv_contains(words, key))
            cr_expect(
                g_regex_match_simple(attacked, file, (GRegexCompileFlags)0, (GRegexMatchFlags)0),
                "'%s' of %s has no hostile text: fill it in in hostile_file.c", key, source);
    }
}

Test(hostile_fields, are_all_that_the_file_has)
{
    static const char *const sources[] = {"run_file.c", "result_json.c", "machine_json.c",
                                          "comparison_json.c"};
    GString *all = g_string_new(NULL);
    for (size_t m = 0; m < G_N_ELEMENTS(makers); m++) {
        g_autoptr(Run) run = makers[m]();
        hostile_fill(run);
        g_autofree char *file = hostile_file(run, "pwned ");
        g_string_append(all, file);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
        expect_keys_of(sources[i], all->str);
    g_string_free(all, TRUE);
}
