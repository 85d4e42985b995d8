// SPDX-License-Identifier: MIT
#include "reports/exchange/csv_field.h"

#include <string.h>

#include "framework/base/text.h"

// Quotes alone do not keep a spreadsheet from running what begins with one of these as a formula,
// an apostrophe in front does.
void csv_append_text(GString *out, const char *text)
{
    g_autofree char *printable = text_printable(text);
    g_autoptr(GString) field = g_string_new(NULL);
    const char *start = printable + strspn(printable, " ");
    if (*start && strchr("=+-@", *start))
        g_string_append_c(field, '\'');
    g_string_append(field, printable);
    if (!strpbrk(field->str, ",\"")) {
        g_string_append(out, field->str);
        return;
    }
    g_string_replace(field, "\"", "\"\"", 0);
    g_string_append_printf(out, "\"%s\"", field->str);
}

void csv_add_text(GString *out, const char *text)
{
    csv_append_text(out, text);
    g_string_append_c(out, ',');
}

void csv_add_case(GString *out, const struct bench_case *bench_case)
{
    csv_add_text(out, bench_case->id);
    csv_add_text(out, bench_case->suite);
    csv_add_text(out, bench_case->group);
    csv_add_text(out, bench_case->name);
    if (bench_case->has_arg)
        g_string_append_printf(out, "%" G_GINT64_FORMAT, bench_case->arg);
    g_string_append_c(out, ',');
    csv_add_text(out, bench_case->arg_name);
    g_string_append_printf(out, "%u,", bench_case->threads);
}
