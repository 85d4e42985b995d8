// SPDX-License-Identifier: MIT
#pragma once
// A chart as part of a page: what gnuplot drew, made small, and safe whatever is in it.
#include "reports/charts/drawing.h"

/**
 * Appends the SVG of a drawing as an element of the page. Elements and attributes that charts do
 * not need are left out, and so are the background and what draws nothing; ids start with `cN-`,
 * N being `number`; colours become variables of the page's style sheet, black to white as
 * --ink, --muted, --line and --paper, others as --cRRGGBB, themselves where that is not set. False
 * if it is not SVG; then nothing is appended.
 */
bool html_svg(GString *out, const struct drawing *drawing, unsigned number);
