// SPDX-License-Identifier: MIT
#pragma once
// The alternatives of a group over its arguments: a line each.
#include "reports/charts/chart.h"

enum {
    LINES_LEAST_ARGUMENTS = 4, // fewer are better shown side by side
    LINES_MOST = 100           // nobody can tell more apart, and gnuplot takes their square
};

struct line {
    const struct bench_case *bench_case; // the first; of the others only the argument differs
    GPtrArray *results;                  // const struct result *, ranked, by argument
    unsigned colour;                     // by declared order, so that all charts agree
    char *key;                           // what a key calls it
};

/**
 * The lines (struct line *) of a group, the slowest at its last argument first, so that a key has
 * the order of the lines' ends; g_ptr_array_unref() frees them.
 */
GPtrArray *lines_of(const struct group *group);

/** The distinct arguments (int64_t), ascending. */
GArray *lines_arguments(const GPtrArray *lines);

/** The name of the argument; "argument" where it has none. */
const char *lines_argument_name(const GPtrArray *lines);

/** 1024 as "1024", 65536 as "64Ki", 1000000 as "1M". */
char *lines_argument_text(int64_t argument);

/** The result of a line at an argument; NULL: it has none. */
const struct result *line_result_at(const struct line *line, int64_t argument);

/** The alternative of a line, for titles. */
char *line_name(const struct line *line);

/**
 * Adds the names of the lines and their colours, and sets the frame with room for a key. Of more
 * than LINES_MOST it keeps the first, and the chart says so. Its titles must have been added.
 */
void chart_add_lines(struct chart *chart, GPtrArray *lines);

/** Appended to what the chart is about. */
void chart_tell(struct chart *chart, const char *what);

/** Sets the x axis to the arguments: log where all are above 0. */
void chart_set_argument_axis(struct chart *chart, const GArray *arguments);

// A point of a line with its interval, and of all points the ends of both axes.
struct spot {
    double x, y, low, high;
};
struct spots {
    double x_low, x_high, y_low, y_high;
    guint n;
};

/**
 * Adds $points, the block of the lines' points; `spot_of` returns false where a result has none.
 * An interval that is not known is as narrow as the point.
 */
struct spots chart_add_spots(struct chart *chart, const GPtrArray *lines,
                             bool (*spot_of)(const struct result *result, const void *data,
                                             struct spot *spot),
                             const void *data);

/**
 * Sets y_low and y_high for a log axis, with air, and its tics; at least a factor of 8, so that
 * small differences look small.
 */
void chart_set_value_axis(struct chart *chart, const struct spots *spots,
                          char *(*label)(double value));
