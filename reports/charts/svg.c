// SPDX-License-Identifier: MIT
#include "reports/charts/svg.h"

#include <string.h>

#include "framework/base/escape.h"

// gnuplot's SVG is read and written again: what comes out is well-formed, and each text in it is
// escaped, whatever gnuplot made of it.
struct finishing {
    GString *out;
    const char *prefix, *title, *description;
    bool is_inline;
    GArray *opened;   // gsize: where the tags end of the elements that the place is inside of
    unsigned skipped; // depth inside of an element that is left out
    bool is_whole;    // the end was there
};

static void append_attribute(GString *out, const char *name, const char *value)
{
    g_autofree char *escaped = escape_markup(value);
    g_string_append_printf(out, " %s=\"%s\"", name, escaped);
}

// gnuplot draws points with lines so thin, about 0.2 of their size, that rings and crosses fade.
// Points are defined once, under ids that begin like this.
static const char before_points[] = "gp";
static const char thick[] = "0.45";

static bool is_point(const char **names, const char **values)
{
    for (; *names; names++, values++)
        if (strcmp(*names, "id") == 0)
            return g_str_has_prefix(*values, before_points);
    return false;
}

// Ids get the prefix, and so does what refers to them.
static void append_attributes(const struct finishing *finishing, const char **names,
                              const char **values)
{
    bool is_thin = is_point(names, values);
    g_autofree char *reference = g_strconcat("url(#", finishing->prefix, NULL);
    for (; *names; names++, values++) {
        g_autoptr(GString) value = g_string_new(*values);
        if (strcmp(*names, "id") == 0)
            g_string_prepend(value, finishing->prefix);
        else if (g_str_has_suffix(*names, "href") && value->str[0] == '#')
            g_string_insert(value, 1, finishing->prefix);
        else if (is_thin && strcmp(*names, "stroke-width") == 0)
            g_string_assign(value, thick);
        else
            g_string_replace(value, "url(#", reference, 0);
        append_attribute(finishing->out, *names, value->str);
    }
}

static void begin_whole(struct finishing *finishing, const char **names, const char **values)
{
    GString *out = finishing->out;
    const char *prefix = finishing->prefix;
    g_autofree char *title = escape_markup(finishing->title);
    g_autofree char *description = escape_markup(finishing->description);
    g_string_append_printf(out, "<svg role=\"img\" aria-labelledby=\"%stitle %sdesc\"", prefix,
                           prefix);
    append_attributes(finishing, names, values);
    g_string_append_printf(out,
                           ">\n<title id=\"%stitle\">%s</title>\n<desc id=\"%sdesc\">%s</desc>",
                           prefix, title, prefix, description);
}

// GLib lets it pass; XML does not. The whole has two of ours.
static bool has_a_name_twice(const char **names, bool is_whole)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        bool is_ours = strcmp(names[i], "role") == 0 || strcmp(names[i], "aria-labelledby") == 0;
        if ((is_whole && is_ours) || g_strv_contains(names + i + 1, names[i]))
            return true;
    }
    return false;
}

static void begin_element(G_GNUC_UNUSED GMarkupParseContext *context, const char *element,
                          const char **names, const char **values, gpointer data, GError **error)
{
    struct finishing *finishing = data;
    bool is_first = finishing->opened->len == 0;
    if ((is_first && (finishing->is_whole || strcmp(element, "svg") != 0)) ||
        has_a_name_twice(names, is_first)) {
        g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "no SVG");
    } else if (finishing->skipped > 0 || strcmp(element, "title") == 0 ||
               strcmp(element, "desc") == 0) {
        finishing->skipped++;
    } else if (is_first) {
        begin_whole(finishing, names, values);
        g_array_append_val(finishing->opened, finishing->out->len);
    } else {
        g_string_append_printf(finishing->out, "<%s", element);
        append_attributes(finishing, names, values);
        g_string_append_c(finishing->out, '>');
        g_array_append_val(finishing->opened, finishing->out->len);
    }
}

static void end_element(G_GNUC_UNUSED GMarkupParseContext *context, const char *element,
                        gpointer data, G_GNUC_UNUSED GError **error)
{
    struct finishing *finishing = data;
    GString *out = finishing->out;
    if (finishing->skipped > 0) {
        finishing->skipped--;
        return;
    }
    guint last = finishing->opened->len - 1;
    // The whole has a title, if nothing else.
    bool is_empty = last > 0 && out->len == g_array_index(finishing->opened, gsize, last);
    g_array_set_size(finishing->opened, last);
    if (is_empty)
        g_string_insert_c(out, (gssize)out->len - 1, '/');
    else
        g_string_append_printf(out, "</%s>", element);
    finishing->is_whole = last == 0;
}

// What is between elements are line breaks.
static void take_text(G_GNUC_UNUSED GMarkupParseContext *context, const char *text, gsize length,
                      gpointer data, G_GNUC_UNUSED GError **error)
{
    struct finishing *finishing = data;
    g_autofree char *copy = g_strndup(text, length);
    g_autofree char *escaped = escape_markup(copy);
    bool is_blank = copy[strspn(copy, " \t\n\r")] == '\0';
    if (finishing->skipped == 0)
        g_string_append(finishing->out, is_blank ? copy : escaped);
}

// The XML declaration is kept; a page has its own.
static void take_other(G_GNUC_UNUSED GMarkupParseContext *context, const char *text, gsize length,
                       gpointer data, G_GNUC_UNUSED GError **error)
{
    struct finishing *finishing = data;
    if (!finishing->is_inline && g_str_has_prefix(text, "<?xml"))
        g_string_append_printf(finishing->out, "%.*s\n", (int)length, text);
}

char *svg_finish(const char *svg, const char *prefix, const char *title, const char *description,
                 bool is_inline)
{
    const GMarkupParser parser = {begin_element, end_element, take_text, take_other, NULL};
    struct finishing finishing = {
        .out = g_string_new(NULL),
        .prefix = prefix,
        .title = title,
        .description = description,
        .is_inline = is_inline,
        .opened = g_array_new(FALSE, FALSE, sizeof(gsize)),
    };
    GMarkupParseContext *context =
        g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &finishing, NULL);
    bool is_good = g_markup_parse_context_parse(context, svg, -1, NULL) &&
                   g_markup_parse_context_end_parse(context, NULL) && finishing.is_whole;
    g_markup_parse_context_free(context);
    g_array_unref(finishing.opened);
    if (is_good)
        g_string_append_c(finishing.out, '\n');
    return g_string_free(finishing.out, !is_good);
}
