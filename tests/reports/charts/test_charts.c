// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "framework/result/stage.h"
#include "reports/charts/charts.h"
#include "tests/reports/charts/picture_folder.h"
#include "tests/reports/sample_run.h"

static bool has_gnuplot(void)
{
    g_autofree char *path = g_find_program_in_path("gnuplot");
    return path != NULL;
}

// gnuplot draws in a folder below TMPDIR, where a command that ran would leave its file.
static char *make_scratch(void)
{
    char *scratch = make_directory();
    g_setenv("TMPDIR", scratch, TRUE);
    return scratch;
}

static void expect_clean(const char *scratch)
{
    cr_expect_eq(g_rmdir(scratch), 0, "something is left in '%s'", scratch);
}

static void expect_well_formed(const char *svg, const char *name)
{
    const GMarkupParser nothing = {0};
    g_autoptr(GError) error = NULL;
    GMarkupParseContext *context =
        g_markup_parse_context_new(&nothing, G_MARKUP_TREAT_CDATA_AS_TEXT, NULL, NULL);
    cr_expect(g_markup_parse_context_parse(context, svg, -1, &error) &&
                  g_markup_parse_context_end_parse(context, &error),
              "%s: %s", name, error ? error->message : "");
    g_markup_parse_context_free(context);
}

// Nothing is in the folder but the files of the drawings and their index, and pictures are what
// their extensions say.
static void expect_pictures(const struct drawings *drawings, const char *directory)
{
    g_autoptr(GPtrArray) names = list_files(directory);
    guint n_files = 1; // plots.md
    for (guint i = 0; i < drawings->drawn->len; i++) {
        const struct drawing *drawing = g_ptr_array_index(drawings->drawn, i);
        n_files += drawing->files->len;
        for (guint f = 0; f < drawing->files->len; f++) {
            const char *name = g_ptr_array_index(drawing->files, f);
            g_autofree char *content = read_text(directory, name);
            if (g_str_has_suffix(name, ".png"))
                cr_expect(memcmp(content, "\x89PNG", 4) == 0, "%s", name);
            else if (g_str_has_suffix(name, ".pdf"))
                cr_expect(g_str_has_prefix(content, "%PDF"), "%s", name);
            else
                expect_well_formed(content, name);
        }
    }
    cr_expect_eq(names->len, n_files);
    cr_expect_eq(drawings->failures->len, 0);
}

static guint count_kind(const struct drawings *drawings, enum chart_kind kind)
{
    guint n = 0;
    for (guint i = 0; i < drawings->drawn->len; i++)
        n += ((const struct drawing *)g_ptr_array_index(drawings->drawn, i))->kind == kind;
    return n;
}

static struct drawings *draw(const struct run *run, const char *directory, const char *formats)
{
    unsigned bits = 0;
    g_autoptr(GError) error = NULL;
    cr_assert(picture_formats_parse(formats, &bits, NULL));
    struct drawings *drawings = charts_draw(run, directory, bits, NULL, &error);
    cr_assert_not_null(drawings, "%s", error ? error->message : "");
    return drawings;
}

Test(charts, of_a_run)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = sample_run();
    g_autofree char *directory = make_directory();
    sample_measure(run, 3, 20);
    g_autoptr(Drawings) drawings = draw(run, directory, "svg");
    cr_expect_eq(count_kind(drawings, CHART_ALTERNATIVES), 2 + 1 + 1 + 6);
    cr_expect_eq(count_kind(drawings, CHART_ARGUMENTS), 1);
    cr_expect_eq(count_kind(drawings, CHART_BREAK_EVEN), 1);
    cr_expect_eq(count_kind(drawings, CHART_DISTRIBUTION), 4 + 5 + 3 + 18);
    cr_expect_eq(count_kind(drawings, CHART_ORDER), 4 + 5 + 3 + 18);
    cr_expect_eq(count_kind(drawings, CHART_COMPARISON), 0);
    expect_pictures(drawings, directory);
    remove_directory(directory);
}

Test(charts, of_stages_name_what_is_in_no_span_if_there_is_some)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    for (int has_rest = 0; has_rest < 2; has_rest++) {
        g_autoptr(Run) run = sample_run();
        g_autofree char *directory = make_directory();
        struct result *result = g_ptr_array_index(run->results, 0);
        double median_ns = result->summary.median_ns;
        stage_add(result, "load", STAGE_OWN, has_rest ? median_ns / 2 : median_ns);
        g_autoptr(Drawings) drawings = draw(run, directory, "svg");
        cr_assert_not_null(drawings);
        g_autofree char *name =
            g_strdup_printf("%s/%s-stages.svg", directory, result->bench_case->group);
        g_autofree char *svg = NULL;
        cr_assert(g_file_get_contents(name, &svg, NULL, NULL), "%s", name);
        cr_expect_not_null(strstr(svg, "load"));
        cr_expect_eq(strstr(svg, "in no span") != NULL, has_rest == 1);
        remove_directory(directory);
    }
}

Test(charts, of_two_builds)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = sample_comparison();
    g_autofree char *directory = make_directory();
    sample_measure(run, 3, 20);
    g_autoptr(Drawings) drawings = draw(run, directory, "png,svg,pdf");
    const struct drawing *first = g_ptr_array_index(drawings->drawn, 0);
    const struct drawing *second = g_ptr_array_index(drawings->drawn, 1);
    cr_expect_eq(first->kind, CHART_COMPARISON);
    cr_expect_eq(first->files->len, 3);
    cr_expect_str_eq(first->finding, "1 of 5 cases is slower, parse/large by 8.30%");
    cr_expect_str_eq(second->case_id, "parse/large", "the worst comes first");
    cr_expect_str_eq(second->group, "parse");
    cr_expect_eq(count_kind(drawings, CHART_ALTERNATIVES), 0, "verdicts are about builds");
    cr_expect_eq(count_kind(drawings, CHART_DISTRIBUTION), 5);
    expect_pictures(drawings, directory);
    remove_directory(directory);
}

Test(charts, of_many_cases_are_of_the_first_alone)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = sample_large_run(30);
    g_autofree char *directory = make_directory();
    sample_measure(run, 1, 2);
    g_autoptr(Drawings) drawings = draw(run, directory, "svg");
    cr_expect_eq(count_kind(drawings, CHART_DISTRIBUTION), CHARTS_MOST_CASES);
    cr_expect_eq(drawings->n_cases, 90 - CHARTS_MOST_CASES);
    g_autofree char *index = read_text(directory, "plots.md");
    cr_expect_not_null(strstr(index, "40 more cases have no charts here"));
    remove_directory(directory);
}

static struct run *nasty_run(void)
{
    struct run *run = sample_hostile_run();
    static struct cache cache = {.level = 1, .kind = CACHE_DATA, .size_bytes = 100};
    sample_measure(run, 2, 11);
    run->machine->caches = g_memdup2(&cache, sizeof cache);
    run->machine->n_caches = 1;
    for (guint i = 0; i < run->results->len; i++) {
        struct result *result = g_ptr_array_index(run->results, i);
        if (result->bench_case->has_arg)
            result->bytes = (double)result->bench_case->arg * 64;
    }
    return run;
}

Test(charts, hostile_names_are_drawn_not_run)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = nasty_run();
    g_autofree char *directory = make_directory();
    g_autofree char *scratch = make_scratch();
    g_autoptr(Drawings) drawings = draw(run, directory, "svg,png");
    cr_expect_eq(count_kind(drawings, CHART_THROUGHPUT), 1);
    cr_expect_eq(count_kind(drawings, CHART_ORDER), CHARTS_MOST_CASES);
    expect_pictures(drawings, directory);
    expect_clean(scratch);

    g_autofree char *svg = read_text(directory, "hostile.svg");
    cr_expect_not_null(strstr(svg, "a&quot;; system(&quot;touch pwned&quot;); &quot;"));
    cr_expect_not_null(strstr(svg, "`touch pwned`"));
    cr_expect_not_null(strstr(svg, "$(touch pwned) ${HOME} $1"));
    cr_expect_not_null(strstr(svg, "\\nEOD\\n!touch pwned"));
    cr_expect_not_null(strstr(svg, "naïve"));
    cr_expect_null(strstr(svg, "<script"));
    cr_expect_not_null(strstr(svg, "]]&gt; &amp;#x0; &amp;#x202e;"), "as it was named");
    remove_directory(directory);
}

Test(charts, hostile_names_of_two_builds_are_drawn_not_run)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = sample_comparison();
    g_autofree char *directory = make_directory();
    g_autofree char *scratch = make_scratch();
    sample_measure(run, 3, 20);
    g_free(run->head_name);
    run->head_name = g_strdup(hostile_names[1]);
    g_autoptr(Drawings) drawings = draw(run, directory, "svg");
    expect_pictures(drawings, directory);
    expect_clean(scratch);
    g_autofree char *svg = read_text(directory, "comparison.svg");
    cr_expect_not_null(strstr(svg, "head `touch pwned`"));
    cr_expect_not_null(strstr(svg, "$(touch pwned)\\n\\x1b[2J"));
    remove_directory(directory);
}

Test(charts, in_one_page_have_ids_of_their_own)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = nasty_run();
    g_autoptr(Drawings) drawings = charts_svg(run, G_MAXUINT, 3, NULL, NULL);
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    cr_assert_not_null(drawings);
    cr_expect_eq(count_kind(drawings, CHART_DISTRIBUTION), 3);
    for (guint i = 0; i < drawings->drawn->len; i++) {
        const struct drawing *drawing = g_ptr_array_index(drawings->drawn, i);
        g_autoptr(GRegex) pattern = g_regex_new("<[^>]* id=['\"]([^'\"]*)['\"]", 0, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;
        cr_expect(g_str_has_prefix(drawing->content, "<svg role=\"img\""));
        cr_expect_null(strstr(drawing->content, "Gnuplot"));
        expect_well_formed(drawing->content, drawing->name);
        for (g_regex_match(pattern, drawing->content, 0, &match); g_match_info_matches(match);
             g_match_info_next(match, NULL)) {
            char *id = g_match_info_fetch(match, 1);
            cr_expect(g_hash_table_add(ids, id), "%s", drawing->name);
        }
    }
}

Test(charts, on_a_terminal_are_text_of_its_width)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    g_autoptr(Run) run = sample_comparison();
    const struct terminal terminal = {.kind = TERMINAL_TEXT, .columns = 72};
    sample_measure(run, 3, 20);
    g_autoptr(Drawings) drawings = charts_for_terminal(run, &terminal, NULL, NULL);
    cr_assert_not_null(drawings);
    cr_assert_eq(drawings->drawn->len, 1, "none of single cases");
    const struct drawing *drawing = g_ptr_array_index(drawings->drawn, 0);
    g_auto(GStrv) lines = g_strsplit(drawing->content, "\n", -1);
    for (char **line = lines; *line; line++)
        cr_expect_leq(g_utf8_strlen(*line, -1), 72);
    cr_expect_not_null(strstr(drawing->content, "parse/large"));
    cr_expect_not_null(strstr(drawing->content, "+8.30%, slower"));
}

Test(charts, of_nothing_need_no_gnuplot)
{
    g_autoptr(Run) run = run_new();
    g_autoptr(Drawings) drawings =
        charts_draw(run, "/nonexistent", 1, "/nonexistent/gnuplot", NULL);
    cr_assert_not_null(drawings);
    cr_expect_eq(drawings->drawn->len, 0);
}

Test(charts, a_directory_that_cannot_be_made_is_named)
{
    g_autoptr(Run) run = sample_run();
    g_autoptr(GError) error = NULL;
    cr_assert_null(charts_draw(run, "/dev/null/charts", 1, NULL, &error));
    cr_expect_not_null(strstr(error->message, "'/dev/null/charts'"));
}

Test(charts, formats_are_words_with_commas)
{
    unsigned bits = 7;
    g_autoptr(GError) error = NULL;
    cr_assert(picture_formats_parse("pdf,svg,svg", &bits, NULL));
    cr_expect_eq(bits, 1U << PICTURE_SVG | 1U << PICTURE_PDF);
    cr_expect_not(picture_formats_parse("svg,gif", &bits, &error));
    cr_expect_str_eq(error->message, "unknown picture format 'gif'; known: svg, png, pdf");
    cr_expect_not(picture_formats_parse("", &bits, NULL));
}
