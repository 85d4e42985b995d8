// SPDX-License-Identifier: MIT
// The text that flame graphs are made of.
#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/profile/reduced.h"
#include "reports/formats.h"
#include "reports/words/profile_words.h"

// Times in microseconds, everything else as it is: the format has whole numbers alone.
static double number_of(const struct profile_metric *metric, double value)
{
    return round(strcmp(metric->unit, "s") == 0 ? value * 1e6 : value);
}

// A semicolon ends a name.
static GPtrArray *names_of(const struct profile *profile)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < profile->functions->len; i++) {
        char *name = profile_name(&g_array_index(profile->functions, struct profile_function, i));
        g_ptr_array_add(names, g_strdelimit(name, ";", ','));
    }
    return names;
}

static void append_path(GString *out, const struct profile *profile, const GPtrArray *names,
                        guint node)
{
    guint path[PROFILE_MOST_DEPTH + 1];
    guint n = profile_path(profile, node, path);
    for (guint i = 0; i < n; i++) {
        if (i > 0)
            g_string_append_c(out, ';');
        g_string_append(out, names->pdata[profile_frame_of(profile, path[i])->function]);
    }
}

bool collapsed_write(GString *out, const struct profile_report *report, GError **error)
{
    guint metric = 0;
    g_autoptr(Profile) shallow = profile_shallow(report->profile);
    const struct profile *profile = shallow != NULL ? shallow : report->profile;
    if (!profile_metric_asked(profile, report->sort, &metric, error))
        return false;
    gsize start = out->len;
    g_autoptr(GPtrArray) names = names_of(profile);
    const struct profile_metric *shown = g_ptr_array_index(profile->metrics, metric);
    for (guint node = 1; node < profile->nodes->len; node++) {
        double number = number_of(shown, profile_self(profile, metric, node));
        if (number <= 0)
            continue;
        append_path(out, profile, names, node);
        g_string_append_printf(out, " %.0f\n", number);
    }
    escape_log_lines(out, start);
    return true;
}
