// SPDX-License-Identifier: MIT
#include "reports/terminal/bars.h"

#include <glib.h>
#include <math.h>

static void append_times(GString *bar, const char *cell, int n)
{
    for (int i = 0; i < n; i++)
        g_string_append(bar, cell);
}

char *bar_of_share(double share)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    GString *bar = g_string_new(NULL);
    if (isfinite(share)) {
        int n = MAX(1, (int)lround(CLAMP(share, 0, 1) * 8 * BAR_CELLS));
        append_times(bar, "█", n / 8);
        g_string_append(bar, eighths[n % 8]);
    }
    return g_string_free(bar, FALSE);
}

char *bar_of_change(double log_ratio, double full)
{
    enum { SIDE = BAR_CELLS / 2 };
    GString *bar = g_string_new(NULL);
    if (!isfinite(log_ratio))
        return g_string_free(bar, FALSE);
    int halves = (int)lround(CLAMP(log_ratio / full, -1, 1) * 2 * SIDE);
    int cells = (ABS(halves) + 1) / 2;
    append_times(bar, " ", halves < 0 ? SIDE - cells : SIDE);
    if (halves < 0) {
        g_string_append(bar, halves % 2 != 0 ? "▐" : "");
        append_times(bar, "█", -halves / 2);
    }
    g_string_append(bar, "│");
    append_times(bar, "█", MAX(halves, 0) / 2);
    g_string_append(bar, halves > 0 && halves % 2 != 0 ? "▌" : "");
    return g_string_free(bar, FALSE);
}
