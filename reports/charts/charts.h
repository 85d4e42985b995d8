// SPDX-License-Identifier: MIT
#pragma once
// The charts of a run, drawn by gnuplot. A new chart is one chart_*.c, one template in charts/ and
// one row of the table in charts.c.
#include "framework/result/run.h"
#include "reports/charts/drawing.h"

/**
 * Draws the charts of a run into `directory`, which is made where it is missing, in each of
 * `formats` (bits of enum picture_format), and writes an index of them, `plots.md`. What belongs on
 * which chart, and which there are: docs/charts.md.
 *
 * gnuplot (`program`; NULL: from the PATH) is started once for all charts, and not at all when
 * there is nothing to draw; where a chart fails, it is started again for those after it. Names
 * reach it as data, never as commands.
 *
 * NULL on an error: no chart could be drawn at all.
 */
struct drawings *charts_draw(const struct run *run, const char *directory, unsigned formats,
                             const char *program, GError **error);

/**
 * The charts of a run as SVG elements that can be together in one page: their ids differ, and a
 * title and a description are in them. There are at most `most` of a kind, and `most_cases` is how
 * many cases get their own charts. As charts_draw() otherwise.
 */
struct drawings *charts_svg(const struct run *run, guint most, guint most_cases,
                            const char *program, GError **error);

/**
 * The same for charts that are planned already: files in a folder, without an index; or SVG
 * elements.
 */
struct planned;
struct drawings *charts_draw_planned(const struct planned *planned, const char *directory,
                                     unsigned formats, const char *program, GError **error);
struct drawings *charts_svg_planned(const struct planned *planned, const char *program,
                                    GError **error);

/** Where charts are shown as text or as graphics of the terminal. */
struct terminal {
    enum { TERMINAL_TEXT, TERMINAL_SIXEL, TERMINAL_KITTY } kind;
    unsigned columns;
    unsigned width_pixels; // of graphics; 0: not known
};

/**
 * The charts, all but those of single cases, as `terminal` shows them, without their titles. Where
 * gnuplot cannot draw such graphics they are text. As charts_draw() otherwise.
 */
struct drawings *charts_for_terminal(const struct run *run, const struct terminal *terminal,
                                     const char *program, GError **error);
