// SPDX-License-Identifier: MIT
#pragma once
// A chart as commands of gnuplot.
#include "reports/charts/chart.h"

// What gnuplot draws on.
enum canvas_kind { CANVAS_SVG, CANVAS_PNG, CANVAS_PDF, CANVAS_TEXT, CANVAS_SIXEL, CANVAS_KITTY };
struct canvas {
    enum canvas_kind kind;
    unsigned columns;      // of CANVAS_TEXT
    unsigned width_pixels; // the most of CANVAS_SIXEL and CANVAS_KITTY; 0: any
};

/** Whether the title is drawn: on a terminal it is text above the chart. */
bool canvas_has_title(const struct canvas *canvas);

/**
 * The commands that draw a chart into `file`, whose name is made of letters, digits, `.`, `_` and
 * `-`. Texts from outside are data in them, never commands; characters that the fonts of a canvas
 * may lack are escaped.
 */
GString *chart_script(const struct chart *chart, const struct canvas *canvas, const char *file);
