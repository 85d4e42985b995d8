// SPDX-License-Identifier: MIT
#include "reports/charts.h"

#include <errno.h>
#include <string.h>

#include "reports/chart.h"
#include "reports/gnuplot.h"
#include "reports/templates.h"

G_DEFINE_QUARK(benchrun - charts - error, charts_error)

typedef void (*plan)(GPtrArray *charts, const struct run *run, const GPtrArray *groups);
static const plan plans[] = {chart_alternatives_plan, chart_arguments_plan};

// A picture's format. What a font may lack is escaped where it is gnuplot that looks for it.
static const struct format {
    const char *extension;
    const char *terminal;
    unsigned font_size;
    bool has_all_characters;
} formats[] = {
    {"svg", "svg", 13, true},
    {"png", "pngcairo", 10, false},
};

static char *sanitise(const char *name)
{
    enum { LONGEST = 100 };
    GString *out = g_string_new(NULL);
    for (; *name && out->len < LONGEST; name++) {
        bool is_fine = g_ascii_isalnum(*name) || *name == '_' || *name == '-' || *name == '.';
        if (is_fine)
            g_string_append_c(out, *name);
        else if (out->len > 0 && out->str[out->len - 1] != '_')
            g_string_append_c(out, '_');
    }
    // No hidden files, and none that a command takes for an option.
    g_string_erase(out, 0, (gssize)strspn(out->str, ".-_"));
    return g_string_free(out->len > 0 ? out : g_string_append(out, "chart"), FALSE);
}

// Two names may differ in case alone, which some file systems do not tell apart.
static char *unique_name(GHashTable *taken, const char *name)
{
    g_autofree char *base = sanitise(name);
    char *unique = g_strdup(base);
    for (unsigned i = 2;; i++) {
        char *folded = g_ascii_strdown(unique, -1);
        if (!g_hash_table_contains(taken, folded)) {
            g_hash_table_add(taken, folded);
            return unique;
        }
        g_free(folded);
        g_free(unique);
        unique = g_strdup_printf("%s-%u", base, i);
    }
}

// Without a font that has a character, cairo draws over the whole picture. DejaVu Sans, which comes
// with gnuplot's libraries, has these: Latin, Greek, Cyrillic, Hebrew, Arabic, and signs.
static bool is_in_usual_fonts(gunichar c)
{
    static const gunichar ranges[][2] = {
        {0x20, 0x7e},     {0xa0, 0x2e9},    {0x300, 0x34f},   {0x384, 0x38a},
        {0x38e, 0x3a1},   {0x3a3, 0x525},   {0x5d0, 0x5ea},   {0x621, 0x63a},
        {0x640, 0x655},   {0x1e00, 0x1efb}, {0x2010, 0x2027}, {0x2030, 0x205e},
        {0x20ac, 0x20ac}, {0x2190, 0x2311}, {0x2500, 0x269c}, {0xfffd, 0xfffd},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

// Every line starts with a character of ours: none is empty, ends the block or is a comment.
static void append_words(GString *script, const struct chart *chart, bool has_all_characters)
{
    g_string_append(script, "$words << END_OF_WORDS\n");
    for (guint i = 0; i < chart->words->len; i++) {
        g_string_append_c(script, '>');
        for (const char *c = g_ptr_array_index(chart->words, i); *c; c = g_utf8_next_char(c)) {
            gunichar character = g_utf8_get_char(c);
            if (has_all_characters || is_in_usual_fonts(character))
                g_string_append_unichar(script, character);
            else
                g_string_append_printf(script, "\\u%04x", character);
        }
        g_string_append_c(script, '\n');
    }
    g_string_append(script, "END_OF_WORDS\n");
}

static void append_terminal(GString *script, const struct format *format, const struct chart *chart)
{
    g_string_append_printf(script,
                           "set terminal %s noenhanced size %u,%u font 'sans-serif,%u' "
                           "background '#ffffff'\n",
                           format->terminal, chart->width, chart->height, format->font_size);
}

static void append_chart(GString *script, const struct chart *chart, const struct format *format,
                         const char *file)
{
    g_string_append_printf(script, "reset\npixels_wide = %u.0\npixels_high = %u.0\n", chart->width,
                           chart->height);
    append_words(script, chart, format->has_all_characters);
    append_terminal(script, format, chart);
    g_string_append_printf(script, "set output '%s'\n", file);
    g_string_append(script, template_common);
    g_string_append(script, chart->numbers->str);
    g_string_append(script, chart->template);
    g_string_append(script, "\nunset output\n");
}

static GPtrArray *plan_charts(const struct run *run)
{
    g_autoptr(GPtrArray) groups = groups_of(run);
    GPtrArray *charts = g_ptr_array_new_with_free_func((GDestroyNotify)chart_free);
    for (size_t i = 0; i < G_N_ELEMENTS(plans); i++)
        plans[i](charts, run, groups);
    return charts;
}

// The script that draws all, and in `paths` what it writes.
static GString *write_script(const GPtrArray *charts, const char *directory, GPtrArray *paths)
{
    GString *script = g_string_new(NULL);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < charts->len; i++) {
        const struct chart *chart = g_ptr_array_index(charts, i);
        g_autofree char *name = unique_name(taken, chart->name);
        for (size_t f = 0; f < G_N_ELEMENTS(formats); f++) {
            g_autofree char *file = g_strdup_printf("%s.%s", name, formats[f].extension);
            append_chart(script, chart, &formats[f], file);
            g_ptr_array_add(paths, g_build_filename(directory, file, NULL));
        }
    }
    return script;
}

GPtrArray *charts_draw(const struct run *run, const char *directory, const char *program,
                       GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) charts = plan_charts(run);
    if (charts->len == 0)
        return g_steal_pointer(&paths);
    if (g_mkdir_with_parents(directory, 0777) != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                    "cannot make the directory '%s': %s", directory, g_strerror(errno));
        return NULL;
    }
    GString *script = write_script(charts, directory, paths);
    bool is_drawn = gnuplot_run(script->str, script->len, directory, program, error);
    g_string_free(script, TRUE);
    if (!is_drawn)
        return NULL;
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_FAILED, "gnuplot did not write '%s'",
                        path);
            return NULL;
        }
    }
    return g_steal_pointer(&paths);
}
