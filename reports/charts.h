// SPDX-License-Identifier: MIT
#pragma once
// The charts of a run, drawn by gnuplot. A new chart is one chart_*.c, one template in charts/ and
// one row of the table in charts.c.
#include <glib.h>

#include "framework/result/run.h"

#define CHARTS_ERROR (charts_error_quark())
GQuark charts_error_quark(void);
enum {
    CHARTS_ERROR_MISSING, // gnuplot is not installed: everything else goes on without charts
    CHARTS_ERROR_FAILED,  // the message has the last lines of its stderr
};

/**
 * Draws into `directory`, which is made where it is missing, each chart as SVG and PNG:
 *
 * - for each group and argument with two alternatives or more: median, interval and best, relative
 *   to the baseline: `GROUP.svg`, `GROUP-n-1024.svg`;
 * - for each group with four arguments or more: time over argument: `GROUP-over-n.svg`.
 *
 * Of names only letters, digits, `.`, `_` and `-` get into file names, and numbers keep these
 * apart. gnuplot (`program`; NULL: from the PATH) is started once for all charts, and not at all
 * when there is nothing to draw. Names reach it as data, never as commands.
 *
 * Returns the paths written (char *), NULL on an error.
 */
GPtrArray *charts_draw(const struct run *run, const char *directory, const char *program,
                       GError **error);
