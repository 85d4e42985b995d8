// SPDX-License-Identifier: MIT
// A hostile text in all places that come from outside: what is written still is what it should be,
// and is nothing that a reader obeys. What result files and profiles hold is tried by `reports` and
// `profile`.
#include <glib.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/json.h"
#include "framework/base/text.h"
#include "framework/machine/checkup.h"
#include "framework/profile/profile.h"
#include "reports/charts/chart_history.h"
#include "reports/charts/chart_noise.h"
#include "reports/charts/chart_script.h"
#include "reports/charts/svg.h"
#include "reports/html/html_svg.h"
#include "reports/html/html_text.h"
#include "reports/reporters.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"
#include "tests/reports/sample_checkup.h"
#include "tests/reports/sample_explanation.h"
#include "tests/reports/sample_profile.h"
#include "tests/reports/sample_run.h"
#include "tests/reports/sample_series.h"
#include "tests/reports/sample_stacks.h"
#include "tests/reports/sample_steps.h"

// As an element's content and an attribute; both are read as XML.
static void insist_markup(const char *escaped)
{
    g_autofree char *element = g_strdup_printf("<p title=\"%s\">%s</p>\n", escaped, escaped);
    insist_sink("junit", element);
}

static void insist_html(const char *text)
{
    g_autoptr(GString) out = g_string_new("<p>");
    html_text(out, text);
    html_name(out, text);
    html_id(out, text);
    html_fact(out, text, text);
    html_lines(out, text);
    html_listing(out, text);
    html_printf(out, "<p title=\"%s\">%s</p>", text, text);
    insist_sink("html", out->str);
}

// The same words, one after the other, and nothing else.
static void insist_shell(const char *text)
{
    const char *const words[] = {"a", text, "b", NULL};
    g_autofree char *line = escape_shell(words);
    g_auto(GStrv) again = NULL;
    insist(g_shell_parse_argv(line, NULL, &again, NULL) && g_strv_equal(words, (void *)again),
           "a shell has the same words");
}

// The same value, and a log can show it.
static void insist_json(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    json_t *array = json_array();
    json_array_append_new(array, json_string(valid));
    g_autofree char *escaped = json_print(json_incref(array), JSON_COMPACT);
    json_t *again = json_loads(escaped, 0, NULL);
    insist(json_equal(array, again), "an escaped value is the same");
    insist_sink("table", escaped);
    json_decref(array);
    json_decref(again);
}

void fuzz_escapes(const uint8_t *data, size_t size)
{
    g_autofree char *text = input_text(data, size);
    g_autofree char *log = escape_log(text);
    g_autofree char *markup = escape_markup(text);
    g_autofree char *lines = escape_markup_lines(text);
    g_autofree char *markdown = escape_markdown(text);
    g_autoptr(GString) wrapped = g_string_new(NULL);
    g_autoptr(GString) narrow = g_string_new("   ");
    insist_sink("table", log);
    insist_markup(markup);
    insist_markup(lines);
    insist_sink("markdown", markdown);
    text_wrap(wrapped, text, 4, 80);
    insist_sink("table", wrapped->str);
    text_wrap(narrow, text, 9, 10);
    insist_sink("table", narrow->str);
    g_autofree char *printable = text_printable(text);
    g_autofree char *tail = text_keep_tail(printable, 7);
    g_autofree char *ends = text_keep_ends(printable, 7);
    g_autofree char *head = text_keep_head(printable, 7);
    insist(text_columns(tail) <= 7 && text_columns(ends) <= 7 && text_columns(head) <= 7,
           "what is shortened is short");
    insist_html(text);
    insist_shell(text);
    insist_json(text);
}

static void render_checkup(const char *text)
{
    g_autofree char *names = reporter_names_of_checkups();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    g_autoptr(Checkup) checkup = sample_checkup(text);
    const struct checkup_report report = {.checkup = checkup, .version = text, .started = text};
    for (char **format = formats; *format != NULL; format++) {
        g_autoptr(GString) out = g_string_new(NULL);
        reporter_find(*format)->write_checkup(out, &report, NULL);
        insist_sink(*format, out->str);
    }
}

static void render_explanation(const char *text)
{
    g_autofree char *names = reporter_names_of_explanations();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    g_autoptr(Run) run = sample_run();
    g_autoptr(Profile) profile = profile_new();
    struct evidence evidence;
    struct explanation *explanation = sample_explanation(&evidence, profile, run, text);
    const struct explanation_report report = {.explanation = explanation, .width = 60};
    for (char **format = formats; *format != NULL; format++) {
        g_autoptr(GString) out = g_string_new(NULL);
        reporter_find(*format)->write_explanation(out, &report, NULL);
        insist_sink(*format, out->str);
    }
    explanation_free(explanation);
    evidence_clear(&evidence);
}

static void render_stacks(const char *text)
{
    g_autofree char *names = reporter_names_of_stacks();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    g_autoptr(Whereabouts) whereabouts = sample_whereabouts(text);
    const struct stacks_report report = {.whereabouts = whereabouts, .version = text};
    for (char **format = formats; *format != NULL; format++) {
        g_autoptr(GString) out = g_string_new(NULL);
        reporter_find(*format)->write_stacks(out, &report, NULL);
        insist_sink(*format, out->str);
    }
}

static void render_history(const char *text)
{
    g_autofree char *names = reporter_names_of_histories();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    g_autoptr(HistoryReading) reading = sample_series(text);
    const struct history_report report = {.reading = reading, .version = text, .file = text};
    for (char **format = formats; *format != NULL; format++) {
        g_autoptr(GString) out = g_string_new(NULL);
        reporter_find(*format)->write_history(out, &report, NULL);
        insist_sink(*format, out->str);
    }
}

static void render_steps(const char *text)
{
    g_autofree char *names = reporter_names_of_steps();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    struct sample_steps found;
    sample_steps_init(&found, text);
    const struct steps_report report = {
        .search = &found.search, .steps = found.search.steps, .version = text, .file = text};
    for (char **format = formats; *format != NULL; format++) {
        g_autoptr(GString) out = g_string_new(NULL);
        reporter_find(*format)->write_steps(out, &report, NULL);
        insist_sink(*format, out->str);
    }
    sample_steps_clear(&found);
}

// One kind of report at a time, by the first byte: all of them take long. What files hold is UTF-8
// once it is read; names of threads are any bytes.
void fuzz_pages(const uint8_t *data, size_t size)
{
    static void (*const kinds[])(const char *text) = {render_checkup, render_explanation,
                                                      render_history, render_steps};
    if (size == 0)
        return;
    g_autofree char *bytes = input_text(data + 1, size - 1);
    g_autofree char *text = g_utf8_make_valid(bytes, -1);
    render_stacks(bytes);
    if (data[0] % (G_N_ELEMENTS(kinds) + 1) < G_N_ELEMENTS(kinds)) {
        kinds[data[0] % (G_N_ELEMENTS(kinds) + 1)](text);
        return;
    }
    g_autoptr(Profile) profile = sample_hostile_profile(text);
    insist_profile(profile);
}

// What gnuplot draws: for a page, and as a picture.
void fuzz_svg(const uint8_t *data, size_t size)
{
    static char title[] = "a ##[title]";
    g_autofree char *svg = input_text(data, size);
    g_autofree char *finished = svg_finish(svg, "p-", title, title, true);
    const struct drawing drawing = {.finding = title, .about = title, .content = svg};
    g_autoptr(GString) out = g_string_new("<p>");
    if (finished != NULL)
        insist_sink("svg", finished);
    if (!html_svg(out, &drawing, 1))
        insist(strcmp(out->str, "<p>") == 0, "nothing is left of what is no picture");
    insist_sink("html", out->str);
}

// Words are lines of a block, each after a sign of ours; the rest of a script is ours.
static void insist_script(const struct chart *chart, enum canvas_kind kind)
{
    static const char end[] = "\nEND_OF_WORDS\n";
    const struct canvas canvas = {.kind = kind, .columns = 80};
    GString *script = chart_script(chart, &canvas, "a.svg");
    const char *begin = strstr(script->str, "$words << END_OF_WORDS\n");
    insist(begin == script->str + strlen("reset\n"), "a script begins with its words");
    begin = strchr(begin, '\n') + 1;
    g_autofree char *words = g_strndup(begin, (gsize)(strstr(begin, end) - begin));
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    insist(g_strv_length(lines) == chart->words->len, "each word is a line");
    for (char **line = lines; *line != NULL; line++)
        insist(**line == '>', "each word is marked");
    g_autofree char *valid = g_utf8_make_valid(script->str, -1);
    insist(strcmp(valid, script->str) == 0, "a script is UTF-8");
    g_string_free(script, TRUE);
}

void fuzz_charts(const uint8_t *data, size_t size)
{
    static const enum canvas_kind kinds[] = {CANVAS_SVG, CANVAS_PNG, CANVAS_TEXT};
    g_autofree char *text = input_text(data, size);
    g_autoptr(HistoryReading) reading = sample_series(text);
    const struct history_report report = {.reading = reading};
    g_auto(Planned) planned = chart_history_plan(&report, 3);
    for (guint i = 0; i < planned.charts->len; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
            insist_script(planned.charts->pdata[i], kinds[k]);
    planned_name(&planned);
    for (guint i = 0; i < planned.charts->len; i++) {
        const struct chart *chart = planned.charts->pdata[i];
        insist(strspn(chart->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                   "._-") == strlen(chart->name),
               "a file has a plain name");
    }
}
