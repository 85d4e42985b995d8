// SPDX-License-Identifier: MIT
#pragma once
// One chart, between charts.c and the chart_*.c that know what belongs on it.
#include "reports/charts/drawing.h"
#include "reports/words/groups.h"
#include "reports/words/palette.h"

struct chart {
    enum chart_kind kind;
    char *name;                       // what the file is to be called, as it comes from outside
    const char *template;             // commands that draw, from charts/*.gp
    const char *case_id;              // of the run; NULL: it is of several cases
    const struct group *group;        // NULL: of all groups
    double left, plot, right, height; // pixels; there are texts left and right of the plot
    GString *numbers;                 // commands made of numbers alone: variables and datablocks
    // char *: texts from outside, printable; the template's said(1), ... The first is what the
    // chart shows, the second what it is about.
    GPtrArray *words;
};
enum { CHART_FINDING, CHART_ABOUT };

// What a chart is planned from.
struct chart_plan {
    const struct run *run;
    GPtrArray *groups; // struct group *
    guint most_cases;  // that get their own charts
    guint most;        // charts of a kind, except for those of cases
    guint first;       // the number of charts of kinds before this one
    GPtrArray *charts; // struct chart *, to append to
    guint *n_cases;    // that are left out for that
};

struct chart *chart_new(enum chart_kind kind, const char *template);
void chart_free(struct chart *chart);

/** Appends a text from outside, printable, shortened from its start to `columns`. */
void chart_add_word(struct chart *chart, const char *text, size_t columns);

/** Sets a variable; NaN where the value is not finite. */
void chart_set(struct chart *chart, const char *variable, double value);

/** Appends numbers, separated by tabs and followed by a newline; NaN where they are not finite. */
void chart_add_numbers(struct chart *chart, const double *values, size_t n);

/**
 * Appends the command that sets the tics of a log axis from `low` to `high`: 1, 2 and 5 of each
 * power of ten, or fewer where the axis is long. What `label` returns must hold no quotes.
 */
void chart_set_log_tics(struct chart *chart, const char *axis, double low, double high,
                        char *(*label)(double value));

/**
 * Appends the command that sets the tics of a linear axis: round numbers, about six. What `label`
 * returns must hold no quotes.
 */
void chart_set_even_tics(struct chart *chart, const char *axis, double low, double high,
                         char *(*label)(double value));

/** About how many pixels wide a text of `columns` is in the font of labels. */
double chart_label_pixels(size_t columns);

/** Sets the frame, the plot made wide enough for the two lines of the title. */
void chart_set_frame(struct chart *chart, double left, double plot, double right, double height);

/** Adds what the chart of a group shows and what it is about. */
void chart_add_titles(struct chart *chart, const struct chart_plan *plan, const struct group *group,
                      const char *finding);

/** Whether there are as many charts of a kind as there may be. */
bool chart_plan_is_full(const struct chart_plan *plan);

/** Appends the chart of each group that has one: `of_group` returns NULL for the others. */
void chart_plan_groups(const struct chart_plan *plan,
                       struct chart *(*of_group)(const struct chart_plan *plan,
                                                 const struct group *group));
