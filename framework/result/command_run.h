// SPDX-License-Identifier: MIT
#pragma once
// What the runs of whole commands took, besides their time: one sample is one run.
#include "framework/result/result.h"

/** As the kernel says of the process and its children that it waited for. */
struct command_run {
    double user_ns;
    double system_ns;
    double peak_bytes; // resident, of the largest of them
    double exit_code;  // as a shell has it: 128 and the signal that ended it
};

/** A field of struct command_run, as files and metrics have it. */
struct command_field {
    const char *name; // of the metric
    const char *key;  // in the protocol; with `samples_` before it, in the result file
    size_t offset;    // of the field
    bool is_mean;     // over the runs; else their median
    bool is_compared; // between two commands
};
enum { COMMAND_FIELDS = 4 };
extern const struct command_field command_fields[COMMAND_FIELDS];

/** The field of a run. */
double *command_run_field(struct command_run *run, const struct command_field *field);

/** Adds the run of the process's last sample. */
void process_add_run(struct process *process, const struct command_run *run);

/** The run of a sample; NULL where there is none, as the case is not a command. */
const struct command_run *process_find_run(const struct process *process, guint index);

/** Makes metrics of a command's runs and of what starting an empty process took, and warns. */
void command_runs_summarise(struct result *result);
