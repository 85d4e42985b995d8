// SPDX-License-Identifier: MIT
#pragma once
// One chart, between charts.c and the chart_*.c that know what belongs on it.
#include "reports/groups.h"

struct chart {
    char *name;             // what the file is to be called, as it comes from outside
    const char *template;   // commands that draw, from charts/*.gp
    unsigned width, height; // pixels
    GString *numbers;       // commands made of numbers alone: variables and datablocks
    GPtrArray *words;       // char *: texts from outside, printable; the template's said(1), ...
};

struct chart *chart_new(const char *template);
void chart_free(struct chart *chart);

/** Appends a text from outside, printable, shortened from its start to `columns`. */
void chart_add_word(struct chart *chart, const char *text, size_t columns);

/** Sets a variable; NaN where the value is not finite. */
void chart_set(struct chart *chart, const char *variable, double value);

/** Appends numbers with tabs between and a newline behind; NaN where they are not finite. */
void chart_add_numbers(struct chart *chart, const double *values, size_t n);

/**
 * Appends the command that sets the tics of a log axis from `low` to `high`: 1, 2 and 5 of each
 * power of ten, or fewer where the axis is long. What `label` returns must hold no quotes.
 */
void chart_set_log_tics(struct chart *chart, const char *axis, double low, double high,
                        char *(*label)(double value));

/** About how many pixels a text of so many columns takes in the font of labels. */
double chart_label_pixels(size_t columns);

/** Sets the size, made wide enough for the two lines of the title, which are the first words. */
void chart_set_size(struct chart *chart, double width, double height);

/** The median in ns; NAN when the case could not be measured or is not ranked. */
double chart_median_ns(const struct result *result);

// The kinds: append what charts a run has.
void chart_alternatives_plan(GPtrArray *charts, const struct run *run, const GPtrArray *groups);
void chart_arguments_plan(GPtrArray *charts, const struct run *run, const GPtrArray *groups);
