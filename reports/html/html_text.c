// SPDX-License-Identifier: MIT
#include "reports/html/html_text.h"

#include "framework/base/escape.h"

void html_text(GString *out, const char *text)
{
    g_autofree char *escaped = escape_markup(text);
    g_string_append(out, escaped);
}

void html_lines(GString *out, const char *text)
{
    g_autofree char *escaped = escape_markup_lines(text);
    g_string_append_printf(out, "<pre dir=\"auto\">%s</pre>", escaped);
}

void html_listing(GString *out, const char *text)
{
    g_autofree char *escaped = escape_markup_lines(text);
    g_string_append_printf(out, "<pre class=\"listing\">%s</pre>", escaped);
}

void html_name(GString *out, const char *name)
{
    g_string_append(out, "<bdi>");
    html_text(out, name);
    g_string_append(out, "</bdi>");
}

void html_id(GString *out, const char *id)
{
    g_auto(GStrv) parts = g_strsplit(id, "/", -1);
    g_string_append(out, "<bdi>");
    for (char **part = parts; *part; part++) {
        html_text(out, *part);
        g_string_append(out, part[1] ? "/<wbr>" : "");
    }
    g_string_append(out, "</bdi>");
}

void html_printf(GString *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = escape_markup_printf(format, arguments);
    va_end(arguments);
    g_string_append(out, text);
}

void html_fact(GString *out, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    html_printf(out, "<dt>%s</dt><dd>", name);
    html_name(out, value);
    g_string_append(out, "</dd>\n");
}
