// SPDX-License-Identifier: MIT
#pragma once
// Where reports go: stdout and files, each in its format.
#include <glib.h>
#include <stdbool.h>

#include "framework/result/run.h"
#include "reports/report.h"

// The kinds of reports.
enum output_kind {
    OUTPUT_RUN,
    OUTPUT_PROFILE,
    OUTPUT_CHECKUP,
    OUTPUT_EXPLANATION,
    OUTPUT_STACKS,
    OUTPUT_HISTORY,
    OUTPUT_STEPS,
};

struct output_list {
    GPtrArray *targets;             // struct output_target *
    const struct reporter *pending; // a --format that no -o has taken yet
    unsigned width;                 // of the files in columns; 0: the format's own
    enum output_kind usual;         // of the command: whose formats a mistake is answered with
    bool prints_nothing;            // but what -o - asks for
};

/** `--format NAME`: of the -o that follows it, or else of what is printed. */
bool output_list_set_format(struct output_list *list, const char *name, GError **error);

/**
 * `-o FILE`: in the --format before it, or by its extension; `-` is stdout. Its folder must
 * exist and be writable.
 */
bool output_list_add_file(struct output_list *list, const char *path, GError **error);

/** The first JSON file asked for that is one to keep; NULL when there is none. */
const char *output_list_json_file(const struct output_list *list);

/** What of a report all its formats need: enum reporter_needs. */
unsigned output_list_needs(const struct output_list *list);

/** Whether all formats that were asked for are ones of a kind of reports. */
bool output_list_check(const struct output_list *list, enum output_kind kind, GError **error);

/** Whether tables alone were asked for. */
bool output_list_is_table(const struct output_list *list);

/** Whether what is printed is a table. */
bool output_list_prints_table(const struct output_list *list);

/** Writes all files, and prints to stdout in the pending format or as a table. */
bool output_list_write(const struct output_list *list, const struct report *report, GError **error);
bool output_list_write_profile(const struct output_list *list, const struct profile_report *report,
                               GError **error);
bool output_list_write_checkup(const struct output_list *list, const struct checkup_report *report,
                               GError **error);
bool output_list_write_explanation(const struct output_list *list,
                                   const struct explanation_report *report, GError **error);
bool output_list_write_history(const struct output_list *list, const struct history_report *report,
                               GError **error);
bool output_list_write_steps(const struct output_list *list, const struct steps_report *report,
                             GError **error);

bool output_list_write_stacks(const struct output_list *list, const struct stacks_report *report,
                              GError **error);

void output_list_clear(struct output_list *list);
