// SPDX-License-Identifier: MIT
#pragma once
// The benchruns of this user that work, as they show themselves.
#include "framework/live/live_files.h"
#include "framework/live/run_card.h"

struct shown_case {
    char *id; // any text
    enum run_case_state state;
    bool is_asked;     // to be skipped
    double runs_for_s; // what it does now; NAN: it does not run
    pid_t worker;      // 0: none
};

struct shown_run {
    char *path; // of its file
    struct process_identity identity;
    char *command;
    char *what;   // is in progress; "": nothing that has a name
    char *search; // that it is a step of: "24 commits left"; "": of none
    int cpu;      // negative: none
    unsigned done, total;
    double left_s;    // NAN: not known
    double running_s; // since it began
    GPtrArray *cases; // struct shown_case *; empty: none are known yet, or it has none
};

void shown_run_free(struct shown_run *run);
typedef struct shown_run ShownRun;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ShownRun, shown_run_free)

extern const struct live_kind runs_kind;

/** Reads all that a run shows; NULL and an error where that makes no sense. */
struct shown_run *shown_run_read(const struct live_file *file, GError **error);

/** What became of a request. */
enum case_cancelling {
    CASE_ASKED,
    CASE_IS_ENDED, // before
    CASE_NO_RUN,   // the benchrun has ended
};

/** Asks a run to skip its case of that index. */
enum case_cancelling shown_run_cancel(const struct shown_run *run, guint index,
                                      enum run_case_request request);
