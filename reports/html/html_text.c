// SPDX-License-Identifier: MIT
#include "reports/html/html_text.h"

#include "framework/base/text.h"

void html_text(GString *out, const char *text)
{
    g_autofree char *printable = text_printable(text);
    g_autofree char *escaped = g_markup_escape_text(printable, -1);
    g_string_append(out, escaped);
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
    g_autofree char *text = g_markup_vprintf_escaped(format, arguments);
    va_end(arguments);
    g_string_append(out, text);
}
