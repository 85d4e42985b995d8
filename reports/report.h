// SPDX-License-Identifier: MIT
#pragma once
// A report: one run as text in one of several formats. A new format is one file and one row of the
// table in report.c.
#include <glib.h>
#include <stdbool.h>

#include "framework/result/run.h"

/** What a reporter renders, and how. Its output depends on nothing else, not even on the locale. */
struct report {
    const struct run *run;
    unsigned width;  // of the terminal in columns; 0: REPORT_WIDTH
    bool use_colour; // for verdicts; the words alone say the same
    // Below this speed-up the baseline is advised for its readability; 0 or 1: no advice.
    double worth_ratio;
};
enum { REPORT_WIDTH = 80 };

struct reporter {
    const char *name;      // as in --format csv
    const char *extension; // without a dot; picks the reporter for -o times.csv
    /** Appends to `out`; on an error `out` is left as it was. */
    bool (*write)(GString *out, const struct report *report, GError **error);
};

/** The reporter of a name; NULL when there is none. */
const struct reporter *reporter_find(const char *name);

/** The reporter that the extension of `path` asks for, in any case; NULL when there is none. */
const struct reporter *reporter_for_path(const char *path);

/** The names for messages, as "table, json, csv"; the caller frees it. */
char *reporter_names(void);
