// SPDX-License-Identifier: MIT
#include "tests/reports/sinks.h"

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

// No character but those that can only be shown, and `controls`.
static char *check_characters(const char *text, const char *controls)
{
    if (!g_utf8_validate(text, -1, NULL))
        return g_strdup("it is not UTF-8");
    for (const char *c = text; *c; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        GUnicodeType type = g_unichar_type(character);
        bool is_separator =
            type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
        bool is_allowed = character < 0x80 && strchr(controls, (char)character) != NULL;
        if (!is_allowed && (!g_unichar_isprint(character) || is_separator))
            return g_strdup_printf("U+%04X is in it: %.40s", character, c);
    }
    return NULL;
}

// As .NET compares: what takes up no room is not there.
static char *without_invisible(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *c = text; *c; c = g_utf8_next_char(c))
        if (!g_unichar_iszerowidth(g_utf8_get_char(c)))
            g_string_append_unichar(out, g_utf8_get_char(c));
    return g_string_free(out, FALSE);
}

// Each pattern is compiled once: a fuzzer asks often.
static const GRegex *regex_of(const char *pattern)
{
    static GHashTable *known;
    if (known == NULL)
        known = g_hash_table_new(g_str_hash, g_str_equal);
    GRegex *regex = g_hash_table_lookup(known, pattern);
    if (regex == NULL) {
        regex =
            g_regex_new(pattern, G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, (GRegexMatchFlags)0, NULL);
        g_assert(regex != NULL);
        g_hash_table_insert(known, g_strdup(pattern), regex);
    }
    return regex;
}

static char *find(const char *text, const char *pattern, const char *what)
{
    const GRegex *regex = regex_of(pattern);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, text, (GRegexMatchFlags)0, &match))
        return NULL;
    int start = 0;
    g_match_info_fetch_pos(match, 0, &start, NULL);
    return g_strdup_printf("%s: %.60s", what, text + start);
}

// The services look for these in every line of a log, whatever wrote it.
static char *check_commands(const char *text, bool may_begin_lines)
{
    g_autofree char *visible = without_invisible(text);
    char *problem = find(visible, "##[a-zA-Z]*\\[", "a command within a line");
    if (problem == NULL && !may_begin_lines)
        problem = find(visible, "^[\\p{Z}\\s]*::", "a command");
    return problem;
}

// Every line is one of these.
static char *check_lines(const char *text, const char *pattern)
{
    g_autofree char *other = g_strdup_printf("^(?!(%s)$).", pattern);
    return find(text, other, "a line of another kind");
}

static char *check_nothing(const char *text)
{
    (void)text;
    return NULL;
}

static char *check_json_value(const json_t *value)
{
    const char *key;
    json_t *member;
    char *problem = NULL;
    if (json_is_string(value))
        return check_characters(json_string_value(value), "\n");
    for (size_t i = 0; i < json_array_size(value) && problem == NULL; i++)
        problem = check_json_value(json_array_get(value, i));
    json_object_foreach((json_t *)value, key, member)
    {
        problem = problem ? problem : check_characters(key, "");
        problem = problem ? problem : check_json_value(member);
    }
    return problem;
}

static char *check_json(const char *text)
{
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    char *problem = root ? check_json_value(root) : g_strdup("it is no JSON");
    json_decref(root);
    return problem;
}

// The result file is there to bring everything back as it was.
static char *check_result_file(const char *text)
{
    json_error_t where;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &where);
    json_decref(root);
    return root ? NULL : g_strdup_printf("it is no JSON: %s", where.text);
}

// Fields in quotes, or without any; as many in each line; none that a spreadsheet runs.
static char *check_csv(const char *text)
{
#define FIELD "(\"([^\"]|\"\")*\"|[^\",\\r\\n]*)"
    char *problem = check_lines(text, FIELD "(," FIELD ")*\\r");
    if (problem == NULL)
        problem = find(text, "^(" FIELD ",)*\"?[ ]*([=@]|[+-](?![0-9.e+-]+(,|\\r)))", "a formula");
    return problem;
}

// GLib reads more than XML is: a name of an attribute may be there twice.
static void look_at_names(G_GNUC_UNUSED GMarkupParseContext *context, const char *element,
                          const char **names, G_GNUC_UNUSED const char **values,
                          G_GNUC_UNUSED gpointer data, GError **error)
{
    for (; *names != NULL && *error == NULL; names++)
        if (g_strv_contains(names + 1, *names))
            g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                        "'%s' has '%s' twice", element, *names);
}

static char *check_markup(const char *text)
{
    static const GMarkupParser looks = {.start_element = look_at_names};
    g_autoptr(GError) error = NULL;
    GMarkupParseContext *context =
        g_markup_parse_context_new(&looks, (GMarkupParseFlags)0, NULL, NULL);
    char *problem = find(text, "&#", "a reference to a character");
    if (problem != NULL && g_str_has_prefix(problem, "a reference to a character: &#58;"))
        g_clear_pointer(&problem, g_free);
    if (problem == NULL && (!g_markup_parse_context_parse(context, text, -1, &error) ||
                            !g_markup_parse_context_end_parse(context, &error)))
        problem = g_strdup(error->message);
    if (problem == NULL)
        problem = find(text, "\\]\\]>|<!", "a mark of XML");
    g_markup_parse_context_free(context);
    return problem;
}

// Only elements that the page is made of, no handler, and no script but its own.
static char *check_html(const char *text)
{
    char *problem = find(
        text,
        "<(?!/"
        "?(html|head|meta|title|style|script|body|header|main|section|canvas|article|nav|aside|"
        "footer|h1|h2|h3|p|div|span|small|b|i|em|strong|a|ul|ol|li|dl|dt|dd|table|thead|tbody|"
        "tr|th|td|details|summary|figure|figcaption|pre|code|bdi|wbr|br|label|input|select|"
        "option|button|noscript|svg|g|path|text|tspan|rect|circle|ellipse|polyline|line|defs|"
        "use|polygon|desc|output|form|legend|fieldset|template|link)\\b|!DOCTYPE)[a-zA-Z!]",
        "an element");
    if (problem == NULL)
        problem = find(text, "[\"'\\s]on[a-z]+=[\"']", "a handler");
    if (problem == NULL)
        problem = find(text, "(?s)<script.*<script", "a second script");
    return problem;
}

// That the rest is no markup either is for what renders it.
static char *check_markdown(const char *text)
{
    char *problem = find(text, "<(?!/?(details|summary|code|br|pre)>)", "an element");
    return problem ? problem : find(text, "\\]\\(|!\\[|`", "markup");
}

static char *check_github(const char *text)
{
    return check_lines(text, "::(error|warning|notice) ([a-z]+=[^:,]*,?)*::.*");
}

static char *check_tap(const char *text)
{
    return check_lines(
        text, "TAP version 13|1\\.\\.[0-9]+|(not )?ok [0-9]+ - .*|  ---|  \\.\\.\\.|"
              "  [a-z_]+: (\"([^\"\\\\]|\\\\.)*\"|[0-9.]+)|# (unchecked|metrics|placement): .*");
}

static char *check_go(const char *text)
{
    return check_lines(text,
                       "[a-z]+: .*|Benchmark[^ \\t]*\\t[0-9]+\\t[0-9.e+-]+ ns/op(\\t[0-9.e+-]+ "
                       "[^ \\t]+)*");
}

static char *check_openmetrics(const char *text)
{
    return check_lines(text, "# (TYPE|UNIT|HELP) benchrun_[a-z_]+ .*|# EOF|"
                             "benchrun_[a-z_]+\\{([a-z_]+=\"([^\"\\\\]|\\\\[\\\\\"n])*\",?)*\\} "
                             "[0-9.e+-]+");
}

// A path and a number.
static char *check_collapsed(const char *text)
{
    return check_lines(text, "[^;\\n]+(;[^;\\n]+)* [0-9]+");
}

static char *check_callgrind(const char *text)
{
    return check_lines(text,
                       "# callgrind format|[a-z]+:( .*)?|c?(ob|fl|fi|fn)=.*|calls=[0-9]+ [0-9]+|"
                       "[0-9]+( [0-9]+)*|");
}

static const struct sink {
    const char *format;
    char *(*check)(const char *text);
    const char *controls;      // that it may hold
    bool has_commands;         // its lines are commands for CI
    bool has_words_of_numbers; // `NaN` is in its own text
} sinks[] = {
    {"table", check_nothing, "\n", false, false},
    {"json", check_result_file, "\n", false, false},
    {"csv", check_csv, "\r\n", false, false},
    {"csv-samples", check_csv, "\r\n", false, false},
    {"markdown", check_markdown, "\n", false, false},
    {"html", check_html, "\n", false, true},
    {"github", check_github, "\n", true, false},
    {"tap", check_tap, "\n", false, false},
    {"junit", check_markup, "\n", false, false},
    {"gbench", check_json, "\n", false, false},
    {"hyperfine", check_json, "\n", false, false},
    {"go", check_go, "\n\t", false, false},
    {"pyperf", check_json, "\n", false, false},
    {"customSmallerIsBetter", check_json, "\n", false, false},
    {"otava", check_csv, "\r\n", false, false},
    {"openmetrics", check_openmetrics, "\n", false, false},
    {"collapsed", check_collapsed, "\n", false, false},
    {"speedscope", check_json, "\n", false, false},
    {"trace", check_json, "\n", false, false},
    {"callgrind", check_callgrind, "\n", false, false},
    {"svg", check_markup, "\n\t", false, false},
};

static char *check(const struct sink *sink, const char *text)
{
    char *problem = check_characters(text, sink->controls);
    problem = problem ? problem : check_commands(text, sink->has_commands);
    problem = problem ? problem : sink->check(text);
    if (problem == NULL && !sink->has_words_of_numbers)
        problem = find(text, "(?i)(?<![a-z])(inf|infinity|nan)(?![a-z])", "no number");
    return problem;
}

char *sink_problem(const char *format, const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sinks); i++)
        if (strcmp(sinks[i].format, format) == 0)
            return check(&sinks[i], text);
    return g_strdup_printf("what may '%s' hold? tests/reports/sinks.c", format);
}

char *sink_problem_of_log(const char *text)
{
    return sink_problem("table", text);
}
