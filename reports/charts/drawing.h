// SPDX-License-Identifier: MIT
#pragma once
// A drawing: what came of a chart, as files or as text.
#include <glib.h>
#include <stdbool.h>

#define CHARTS_ERROR (charts_error_quark())
GQuark charts_error_quark(void);
enum {
    CHARTS_ERROR_MISSING, // gnuplot is not installed: everything else works without charts
    CHARTS_ERROR_FAILED,  // the message has the last lines of its stderr
};

// The formats of files.
enum picture_format { PICTURE_SVG, PICTURE_PNG, PICTURE_PDF };
enum { PICTURE_FORMATS = 3 };

/** `svg`, `png`, `pdf`: the extension, too. */
const char *picture_word(enum picture_format format);

/** Reads words separated by commas ("svg,png") into bits, 1 << PICTURE_SVG; the error lists the
 * known. */
bool picture_formats_parse(const char *words, unsigned *bits, GError **error);

enum chart_kind {
    CHART_COMPARISON,   // of two builds: the change of each case, worst first
    CHART_ALTERNATIVES, // of a group for one argument, relative to the baseline
    CHART_ARGUMENTS,    // time over argument
    CHART_THROUGHPUT,   // bytes per second over bytes per iteration
    CHART_THREADS,      // throughput over the number of threads
    CHART_LATENCY,      // time over the share of iterations that took no longer
    CHART_STAGES,       // what an iteration spends in its spans, stacked
    CHART_BREAK_EVEN,   // time relative to the baseline over argument
    CHART_DISTRIBUTION, // of a case: density and samples, base over head
    CHART_ORDER,        // of a case: samples in the order in which they were taken
    CHART_NOISE,        // of a machine, not of a run: the empty loop over time
    CHART_HISTORY,      // of a series, not of a run: a metric over commits
};
enum { CHART_KINDS = CHART_ORDER + 1 }; // of runs

// How many cases get their own charts, by default: those that changed or are unclear
// first. Two charts for each of more would take longer than anyone looks at them.
enum { CHARTS_MOST_CASES = 50 };

struct drawing {
    enum chart_kind kind;
    char *suite, *group; // NULL where it is of all groups
    char *case_id;       // NULL where it is of several cases
    char *finding;       // what it shows, in one line; printable
    char *about;         // what of; printable
    char *name;          // as its files are called, before the extension
    GPtrArray *files;    // char *: of charts_draw(): their names in the folder
    char *content;       // of the others: the picture
};

void drawing_free(struct drawing *drawing);

// What came of drawing.
struct drawings {
    GPtrArray *drawn;    // struct drawing *, in the order in which to show them
    GPtrArray *failures; // char *: what could not be drawn, and why
    guint n_cases;       // without their own charts, since there are too many
};
void drawings_free(struct drawings *drawings);
// g_autoptr(Drawings), as GLib wants a name of one word.
typedef struct drawings Drawings;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Drawings, drawings_free)
