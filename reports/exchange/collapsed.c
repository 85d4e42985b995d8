// SPDX-License-Identifier: MIT
// The text that flame graphs are made of.
#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "reports/formats.h"
#include "reports/words/profile_words.h"

// Times in microseconds, everything else as it is: the format has whole numbers alone.
static double number_of(const struct profile_metric *metric, double value)
{
    return round(strcmp(metric->unit, "s") == 0 ? value * 1e6 : value);
}

// A semicolon ends a name.
static void append_name(GString *out, const struct profile_function *function)
{
    g_autofree char *name = profile_name(function);
    g_strdelimit(name, ";", ',');
    g_string_append(out, name);
}

static void append_path(GString *out, const struct profile *profile, guint node)
{
    g_autoptr(GArray) path = g_array_new(FALSE, FALSE, sizeof(guint));
    for (; node != 0; node = g_array_index(profile->nodes, struct profile_node, node).parent)
        g_array_append_val(path, node);
    for (guint i = path->len; i-- > 0;) {
        append_name(out, profile_function_of(profile, g_array_index(path, guint, i)));
        g_string_append(out, i > 0 ? ";" : "");
    }
}

bool collapsed_write(GString *out, const struct profile_report *report, GError **error)
{
    guint metric = 0;
    const struct profile *profile = report->profile;
    if (!profile_metric_asked(profile, report->sort, &metric, error))
        return false;
    gsize start = out->len;
    const struct profile_metric *shown = g_ptr_array_index(profile->metrics, metric);
    for (guint node = 1; node < profile->nodes->len; node++) {
        double number = number_of(shown, profile_self(profile, metric, node));
        if (number <= 0)
            continue;
        append_path(out, profile, node);
        g_string_append_printf(out, " %.0f\n", number);
    }
    escape_log_lines(out, start);
    return true;
}
