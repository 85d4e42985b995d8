// SPDX-License-Identifier: MIT
#include "framework/base/text.h"
#include "reports/exchange/csv.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"

// "time" and "commit" are taken, and Otava finds a column by its name.
static GHashTable *column_names(void)
{
    GHashTable *taken = names_new();
    g_free(name_once(taken, "time"));
    g_free(name_once(taken, "commit"));
    return taken;
}

// It takes an empty field for no number and gives up, so a case without a time has no column.
bool otava_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    const struct run *run = report->run;
    g_autoptr(GPtrArray) measured = measured_results(report, false, "otava");
    g_autoptr(GHashTable) taken = column_names();
    g_string_append(out, "time,commit");
    for (guint i = 0; i < measured->len; i++) {
        const struct result *result = g_ptr_array_index(measured, i);
        g_autofree char *name = name_once(taken, result->bench_case->id);
        g_string_append_c(out, ',');
        csv_append_text(out, name);
    }
    g_string_append(out, "\r\n");
    csv_add_text(out, run->started);
    csv_append_text(out, run->revision.git);
    for (guint i = 0; i < measured->len; i++) {
        const struct result *result = g_ptr_array_index(measured, i);
        g_string_append_c(out, ',');
        text_append_number(out, result->summary.median_ns);
    }
    g_string_append(out, "\r\n");
    return true;
}
