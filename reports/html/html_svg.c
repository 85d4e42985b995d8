// SPDX-License-Identifier: MIT
#include "reports/html/html_svg.h"

#include <string.h>

#include "framework/base/hash.h"
#include "reports/charts/drawing.h"
#include "reports/html/html_text.h"

static const char *const elements[] = {"g",      "path",    "text",     "tspan", "rect",
                                       "circle", "ellipse", "polyline", "line",  "defs",
                                       "use",    "polygon", NULL};
static const char *const attributes[] = {"d",
                                         "x",
                                         "y",
                                         "x1",
                                         "y1",
                                         "x2",
                                         "y2",
                                         "width",
                                         "height",
                                         "cx",
                                         "cy",
                                         "r",
                                         "rx",
                                         "ry",
                                         "points",
                                         "transform",
                                         "text-anchor",
                                         "font-size",
                                         "font-weight",
                                         "stroke-width",
                                         "font-style",
                                         "opacity",
                                         "dx",
                                         "dy",
                                         "stroke-dasharray",
                                         "fill-rule",
                                         "fill-opacity",
                                         "stroke-opacity",
                                         NULL};
static const char *const colours[] = {"fill", "stroke", "color", NULL};

struct cleaning {
    GString *out;
    const struct drawing *drawing;
    GHashTable *references; // char *
    unsigned number;
    bool is_defining;     // inside of <defs>
    unsigned skipped;     // depth inside of an element that is left out
    GArray *opened;       // struct opened: what the place is inside of
    char *width, *height; // of the whole, as written
};

// An element whose end is to come: where its tag starts and ends.
struct opened {
    size_t start, end;
};

static const char *find(const char **names, const char **values, const char *name)
{
    for (; *names; names++, values++)
        if (strcmp(*names, name) == 0)
            return *values;
    return NULL;
}

// "#rrggbb", "rgb(r,g,b)", "black" and "white", as gnuplot writes them.
static bool parse_colour(const char *text, unsigned rgb[3])
{
    if (strcmp(text, "black") == 0 || strcmp(text, "white") == 0) {
        rgb[0] = rgb[1] = rgb[2] = *text == 'b' ? 0 : 255;
        return true;
    }
    bool is_hex = *text == '#' && strlen(text) == 7;
    if (!is_hex && !g_str_has_prefix(text, "rgb("))
        return false;
    text += is_hex ? 1 : 4;
    for (unsigned i = 0; i < 3; i++) {
        char digits[3] = {is_hex ? text[2 * i] : '\0', is_hex ? text[2 * i + 1] : '\0', '\0'};
        char *end = NULL;
        guint64 value = g_ascii_strtoull(is_hex ? digits : text, &end, is_hex ? 16 : 10);
        if (value > 255 || end == text || (is_hex && end != digits + 2))
            return false;
        rgb[i] = (unsigned)value;
        if (!is_hex)
            text = end + strspn(end, " ,");
    }
    return true;
}

static void append_colour(GString *out, const char *name, const char *value)
{
    static const struct {
        unsigned most;
        const char *variable;
    } greys[] = {{0x40, "ink"}, {0x99, "muted"}, {0xf0, "line"}, {0xff, "paper"}};
    unsigned rgb[3] = {0};
    if (strcmp(value, "none") == 0 || strcmp(value, "currentColor") == 0) {
        g_string_append_printf(out, " %s=\"%s\"", name, value);
        return;
    }
    if (!parse_colour(value, rgb))
        return;
    if (rgb[0] != rgb[1] || rgb[1] != rgb[2]) {
        g_string_append_printf(out, " %s=\"var(--c%02x%02x%02x,#%02x%02x%02x)\"", name, rgb[0],
                               rgb[1], rgb[2], rgb[0], rgb[1], rgb[2]);
        return;
    }
    size_t i = 0;
    while (greys[i].most < rgb[0])
        i++;
    g_string_append_printf(out, " %s=\"var(--%s)\"", name, greys[i].variable);
}

// The ids that an attribute of the picture is a reference to.
static GHashTable *find_references(const char *content)
{
    GHashTable *references = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (const char *at = content; (at = strchr(at, '#')) != NULL; at++) {
        char quote = at > content ? at[-1] : '\0';
        bool is_quoted = (quote == '\'' || quote == '"') && at - content >= 2 && at[-2] == '=';
        const char *end = is_quoted ? strchr(at, quote) : NULL;
        if (end != NULL)
            g_hash_table_add(references, g_strndup(at + 1, (gsize)(end - at - 1)));
    }
    return references;
}

// Many are not, and each chart defines all shapes that points can have.
static bool is_referred_to(const struct cleaning *cleaning, const char *id)
{
    return g_hash_table_contains(cleaning->references, id);
}

static void append_attribute(const struct cleaning *cleaning, const char *name, const char *value)
{
    GString *out = cleaning->out;
    unsigned number = cleaning->number;
    if (g_strv_contains(colours, name)) {
        append_colour(out, name, value);
    } else if (strcmp(name, "id") == 0) {
        if (is_referred_to(cleaning, value))
            html_printf(out, " id=\"c%u-%s\"", number, value);
    } else if (strcmp(name, "xlink:href") == 0 || strcmp(name, "href") == 0) {
        if (*value == '#') // of this chart, nowhere else
            html_printf(out, " href=\"#c%u-%s\"", number, value + 1);
    } else if (g_strv_contains(attributes, name)) {
        g_autofree char *stripped = g_strstrip(g_strdup(value));
        html_printf(out, " %s=\"%s\"", name, stripped);
    }
}

// Shapes that no point has, the background, and lines without a length.
static bool draws_nothing(const struct cleaning *cleaning, const char *element, const char **names,
                          const char **values)
{
    const char *data = find(names, values, "d");
    const char *id = find(names, values, "id");
    if (cleaning->is_defining && (!id || !is_referred_to(cleaning, id)))
        return true;
    if (strcmp(element, "path") == 0)
        return !data || strspn(data, "M0123456789., -") == strlen(data);
    return strcmp(element, "rect") == 0 &&
           g_strcmp0(find(names, values, "width"), cleaning->width) == 0 &&
           g_strcmp0(find(names, values, "height"), cleaning->height) == 0;
}

static void begin_svg(struct cleaning *cleaning, const char **names, const char **values)
{
    const struct drawing *drawing = cleaning->drawing;
    const char *box = find(names, values, "viewBox");
    unsigned n = cleaning->number;
    const char *width = find(names, values, "width");
    cleaning->width = g_strdup(width != NULL ? width : "");
    cleaning->height = g_strdup(find(names, values, "height"));
    html_printf(cleaning->out,
                "<svg class=\"chart\" role=\"img\" aria-labelledby=\"c%u-title c%u-about\" "
                "viewBox=\"%s\" width=\"%s\"><title id=\"c%u-title\">%s</title>"
                "<desc id=\"c%u-about\">%s</desc>",
                n, n, box ? box : "", cleaning->width, n, drawing->finding, n, drawing->about);
}

static void begin_element(GMarkupParseContext *context, const char *element, const char **names,
                          const char **values, gpointer data, GError **error)
{
    (void)context;
    (void)error;
    struct cleaning *cleaning = data;
    struct opened opened = {.start = cleaning->out->len};
    bool is_first = cleaning->width == NULL && cleaning->opened->len == 0;
    bool is_whole = is_first && strcmp(element, "svg") == 0;
    bool is_known = cleaning->opened->len > 0 && g_strv_contains(elements, element);
    if (cleaning->skipped > 0 ||
        (!is_whole && (!is_known || draws_nothing(cleaning, element, names, values)))) {
        cleaning->skipped++;
        return;
    }
    if (is_whole) {
        begin_svg(cleaning, names, values);
    } else {
        g_string_append_printf(cleaning->out, "<%s", element);
        for (; *names; names++, values++)
            append_attribute(cleaning, *names, *values);
        g_string_append_c(cleaning->out, '>');
    }
    cleaning->is_defining = cleaning->is_defining || strcmp(element, "defs") == 0;
    opened.end = cleaning->out->len;
    g_array_append_val(cleaning->opened, opened);
}

static void end_element(GMarkupParseContext *context, const char *element, gpointer data,
                        GError **error)
{
    (void)context;
    (void)error;
    struct cleaning *cleaning = data;
    GString *out = cleaning->out;
    if (cleaning->skipped > 0) {
        cleaning->skipped--;
        return;
    }
    struct opened opened =
        g_array_index(cleaning->opened, struct opened, cleaning->opened->len - 1);
    g_array_set_size(cleaning->opened, cleaning->opened->len - 1);
    bool is_defs = strcmp(element, "defs") == 0;
    cleaning->is_defining = cleaning->is_defining && !is_defs;
    bool is_empty = out->len == opened.end;
    bool is_container = is_defs || strcmp(element, "g") == 0 || strcmp(element, "text") == 0;
    if (is_empty && is_container) {
        g_string_truncate(out, opened.start);
    } else if (is_empty) {
        g_string_truncate(out, opened.end - 1);
        g_string_append(out, "/>");
    } else {
        g_string_append_printf(out, "</%s>", element);
    }
}

static void take_text(GMarkupParseContext *context, const char *text, gsize length, gpointer data,
                      GError **error)
{
    (void)error;
    struct cleaning *cleaning = data;
    const char *element = g_markup_parse_context_get_element(context);
    bool is_shown = g_strcmp0(element, "text") == 0 || g_strcmp0(element, "tspan") == 0;
    if (cleaning->skipped > 0 || !is_shown)
        return;
    g_autofree char *copy = g_strndup(text, length);
    html_text(cleaning->out, copy);
}

bool html_svg(GString *out, const struct drawing *drawing, unsigned number)
{
    const GMarkupParser parser = {
        .start_element = begin_element, .end_element = end_element, .text = take_text};
    struct cleaning cleaning = {
        .out = out,
        .drawing = drawing,
        .references = find_references(drawing->content),
        .number = number,
        .opened = g_array_new(FALSE, FALSE, sizeof(struct opened)),
    };
    size_t start = out->len;
    GMarkupParseContext *context =
        g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &cleaning, NULL);
    bool is_good = g_markup_parse_context_parse(context, drawing->content, -1, NULL) &&
                   g_markup_parse_context_end_parse(context, NULL) && out->len > start;
    if (!is_good)
        g_string_truncate(out, start);
    g_markup_parse_context_free(context);
    g_array_unref(cleaning.opened);
    g_hash_table_unref(cleaning.references);
    g_free(cleaning.width);
    g_free(cleaning.height);
    return is_good;
}
