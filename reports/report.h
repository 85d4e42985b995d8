// SPDX-License-Identifier: MIT
#pragma once
// A report: one run as text in one of several formats. A new format is one file and one row of the
// table in reporters.c.
#include <glib.h>
#include <stdbool.h>

#include "framework/machine/checkup.h"
#include "framework/profile/profile.h"
#include "framework/result/run.h"

struct drawings;    // reports/charts/drawing.h
struct explanation; // reports/words/explanation.h
struct whereabouts; // framework/live/whereabouts.h
struct history_reading;
struct step_search; // framework/history/step_search.h

/** The order of a table's rows. */
enum report_sort {
    REPORT_SORT_USUAL,    // declared; of two builds, worst first
    REPORT_SORT_DECLARED, // as the suites have them
    REPORT_SORT_CHANGE,   // the largest first
    REPORT_SORT_NAME,
    REPORT_SORT_TIME, // the shortest first
};

/** What a reporter renders, and how. Its output depends on nothing else, not even on the locale. */
struct report {
    const struct run *run;
    unsigned width;  // of the terminal in columns; 0: no terminal, tables are as wide as they need
    bool use_colour; // for verdicts; the words alone say the same
    // Below this speed-up the baseline is advised for its readability; 0 or 1: no advice.
    double worth_ratio;
    const struct drawings *drawings; // the charts; NULL: none could be drawn
    const struct tracked *tracked;   // the files of the repository (ci/tracked.h); NULL: not known
    bool per_sample;                 // csv has a row for each sample, not for each case
    bool one_row;                    // gbench has one row for each case
    enum report_sort sort;
    const char *unit; // of times: ns, us, ms, s; NULL: automatic
    char **columns;   // names of a table's columns, in their order; NULL: default
    GPtrArray *notes; // char *: takes what the user should know of the report; or NULL
};
enum { REPORT_WIDTH = 80 }; // of prose where there is no terminal

enum reporter_needs {
    NEEDS_TRACKED = 1 << 0,
    NEEDS_DRAWINGS = 1 << 1,
    NEEDS_STEPS = 1 << 2, // of a history
};                        // what of a report it shows

/** A profile as text, and how it is shown. */
struct profile_report {
    const struct profile *profile;
    const struct profile *base; // what `profile` is compared with; NULL: nothing
    const char *sort; // the metric that is shown, largest first, or `total`; NULL: the first metric
    unsigned top;     // functions that are listed; 0: all
    const char *lines;  // a function or file whose lines the table lists instead; NULL: none
    unsigned hot_lines; // that the table lists below the functions
    unsigned width;     // as in struct report
    bool use_colour;
    bool reads_source; // what the profile names as source may be read: it is our own
};

/** A look at a machine as text. */
struct checkup_report {
    const struct checkup *checkup;
    const char *version;             // of benchrun
    const char *started;             // as in a run
    const struct drawings *drawings; // of its noise, as in struct report
    unsigned width;                  // the same
    bool use_colour;
};

/** The checklist of performance work, answered, as text. */
struct explanation_report {
    const struct explanation *explanation; // reports/words/explanation.h
    unsigned width;                        // as in struct report
    bool use_colour;
};

/** The stacks of a process's threads as text. */
struct stacks_report {
    const struct whereabouts *whereabouts; // framework/live/whereabouts.h
    const char *version;                   // of benchrun
    const char *folder; // files below it are named from there; NULL: by their whole paths
    bool use_colour;
};

/** From a point of a series on, it is at another level. */
struct history_step {
    guint at; // the first point of the new level
    double before, after;
    double ratio; // NAN: of values that are not above 0
};

/** Series over commits as text. */
struct history_report {
    const struct history_reading *reading; // framework/history/series.h; has a series
    // Of series (const struct history_series *), as GArray of struct history_step; NULL: they were
    // not looked for.
    GHashTable *steps;
    const struct drawings *drawings; // as in struct report
    const char *version;             // of benchrun
    const char *file;                // of the history
    unsigned width;                  // as in struct report
    bool use_colour;
    GPtrArray *notes; // as in struct report
};

/** The steps of series over commits as text. */
struct steps_report {
    const struct step_search *search;
    const GPtrArray *steps; // const struct found_step *: those of the search that are to be shown
    const char *version;    // of benchrun
    const char *file;       // of the history
    unsigned width;         // as in struct report
    bool use_colour;
};

/** Appends to `out`; on an error `out` is left as it was. */
typedef bool (*report_write)(GString *out, const struct report *report, GError **error);
typedef bool (*profile_report_write)(GString *out, const struct profile_report *report,
                                     GError **error);
typedef bool (*checkup_report_write)(GString *out, const struct checkup_report *report,
                                     GError **error);

typedef bool (*explanation_report_write)(GString *out, const struct explanation_report *report,
                                         GError **error);

typedef bool (*stacks_report_write)(GString *out, const struct stacks_report *report,
                                    GError **error);
typedef bool (*history_report_write)(GString *out, const struct history_report *report,
                                     GError **error);

typedef bool (*steps_report_write)(GString *out, const struct steps_report *report, GError **error);

struct reporter {
    const char *name;      // as in --format csv
    const char *extension; // without a dot; picks the reporter for -o times.csv; NULL: none does
    report_write write;    // of a run; NULL: it is not for those, as the next six
    profile_report_write write_profile;
    checkup_report_write write_checkup;
    explanation_report_write write_explanation;
    stacks_report_write write_stacks;
    history_report_write write_history;
    steps_report_write write_steps;
    unsigned needs; // enum reporter_needs
    // A second text, appended to the file that this variable of the environment names, where it is
    // set; NULL: none.
    const char *append_variable;
    report_write append;
};
