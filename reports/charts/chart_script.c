// SPDX-License-Identifier: MIT
#include "reports/charts/chart_script.h"

#include <math.h>

#include "framework/base/escape.h"
#include "reports/charts/templates.h"

enum { CELL_PIXELS_WIDE = 8, CELL_PIXELS_HIGH = 19 }; // of a character of CANVAS_TEXT

static const struct {
    const char *name;
    unsigned font_size;      // pixels of SVG; points of the others; 0: it has one size
    bool has_all_characters; // the program that shows it finds the fonts
    bool has_title;
} kinds[] = {
    [CANVAS_SVG] = {"svg", 13, true, true},
    [CANVAS_PNG] = {"pngcairo", 10, false, true},
    [CANVAS_PDF] = {"pdfcairo", 10, false, true},
    [CANVAS_TEXT] = {"dumb", 0, true, false},
    [CANVAS_SIXEL] = {"sixelgd", 10, false, false},
    [CANVAS_KITTY] = {"kittycairo", 10, false, false},
};

bool canvas_has_title(const struct canvas *canvas)
{
    return kinds[canvas->kind].has_title;
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
static void append_words(GString *script, const struct chart *chart, enum canvas_kind kind)
{
    g_string_append(script, "$words << END_OF_WORDS\n");
    for (guint i = 0; i < chart->words->len; i++) {
        const char *word = g_ptr_array_index(chart->words, i);
        g_autofree char *drawn = kind == CANVAS_SVG ? escape_gnuplot_svg(word) : g_strdup(word);
        g_string_append_c(script, '>');
        for (const char *c = drawn; *c; c = g_utf8_next_char(c)) {
            gunichar character = g_utf8_get_char(c);
            if (kinds[kind].has_all_characters || is_in_usual_fonts(character))
                g_string_append_unichar(script, character);
            else
                g_string_append_printf(script, "\\u%04x", character);
        }
        g_string_append_c(script, '\n');
    }
    g_string_append(script, "END_OF_WORDS\n");
}

static void append_number(GString *script, const char *format, double number)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append(script, g_ascii_formatd(buffer, sizeof buffer, format, number));
}

// With a point, for gnuplot divides whole numbers as C does.
static void append_variable(GString *script, const char *name, double number)
{
    g_string_append_printf(script, "%s = ", name);
    append_number(script, "%.6f", number);
    g_string_append_c(script, '\n');
}

// `shrink`: how much smaller than asked for a picture is, its letters too.
static void append_terminal(GString *script, enum canvas_kind kind, double width, double height,
                            double shrink)
{
    g_string_append_printf(script, "set terminal %s noenhanced size ", kinds[kind].name);
    if (kind == CANVAS_TEXT) {
        append_number(script, "%.0f", floor(width / CELL_PIXELS_WIDE));
        g_string_append_c(script, ',');
        append_number(script, "%.0f", ceil(height / CELL_PIXELS_HIGH));
        g_string_append(script, " mono\n");
        return;
    }
    const double pixels_per_inch = 96;
    const char *unit = kind == CANVAS_PDF ? "in" : "";
    double size = kind == CANVAS_PDF ? 1 / pixels_per_inch : shrink;
    append_number(script, kind == CANVAS_PDF ? "%.4f" : "%.0f", width * size);
    g_string_append_printf(script, "%s,", unit);
    append_number(script, kind == CANVAS_PDF ? "%.4f" : "%.0f", height * size);
    g_string_append_printf(script, "%s font 'sans-serif,", unit);
    append_number(script, "%.3g", kinds[kind].font_size * shrink);
    g_string_append(script, "' background '#ffffff'\n");
}

static void append_frame(GString *script, const struct chart *chart, const struct canvas *canvas)
{
    const double least_plot = 12 * CELL_PIXELS_WIDE, title = 60;
    bool is_text = canvas->kind == CANVAS_TEXT;
    double sides = chart->left + chart->right, plot = chart->plot;
    double height = chart->height - (canvas_has_title(canvas) ? 0 : title);
    // Texts keep their size on a terminal, so it is the plot that gets narrower.
    if (is_text)
        plot = CLAMP((double)canvas->columns * CELL_PIXELS_WIDE - sides, least_plot, plot);
    double width = sides + plot;
    double shrink = canvas->width_pixels > 0 ? fmin(1, canvas->width_pixels / width) : 1;
    append_terminal(script, canvas->kind, width, height, shrink);
    append_variable(script, "pixels_wide", width);
    append_variable(script, "pixels_high", height);
    append_variable(script, "plot_left", chart->left / width);
    append_variable(script, "plot_right", 1 - chart->right / width);
    g_string_append_printf(script, "has_title = %d\nis_text = %d\nis_svg = %d\n",
                           canvas_has_title(canvas), is_text, canvas->kind == CANVAS_SVG);
    append_variable(script, "title_size", kinds[canvas->kind].font_size * 1.3 * shrink);
}

GString *chart_script(const struct chart *chart, const struct canvas *canvas, const char *file)
{
    GString *script = g_string_new("reset\n");
    append_words(script, chart, canvas->kind);
    append_frame(script, chart, canvas);
    g_string_append_printf(script, "set output '%s'\n", file);
    palette_append(script);
    g_string_append(script, template_common);
    g_string_append(script, chart->numbers->str);
    g_string_append(script, chart->template);
    g_string_append(script, "\nunset output\n");
    return script;
}
