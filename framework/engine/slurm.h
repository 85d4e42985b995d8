// SPDX-License-Identifier: MIT
#pragma once
// Slurm, driven through its own commands: sbatch and squeue. What it is asked about is called by
// name, because a job that is over is soon forgotten by its number.
#include <glib.h>
#include <stdbool.h>

#define SLURM_ERROR (slurm_error_quark())
GQuark slurm_error_quark(void);
enum { SLURM_ERROR_MISSING, SLURM_ERROR_REFUSED };

/** Tasks of one array, each on a node of its own. */
struct slurm_request {
    const char *name;      // of the job
    const char *script;    // a file; it reads SLURM_ARRAY_TASK_ID
    const char *folder;    // where the tasks' output goes, in files NUMBER.log
    const GArray *numbers; // unsigned: of the tasks
    unsigned most_at_once; // 0: as many as there are nodes
    const char *partition; // NULL: the cluster's default
    const char *constraint;
};

/** Submits an array; returns its number, to free. */
char *slurm_submit(const struct slurm_request *request, GError **error);

/** How it is submitted, as a line for a shell; to free. */
char *slurm_submit_line(const struct slurm_request *request);

enum slurm_phase { SLURM_WAITING, SLURM_RUNNING, SLURM_ENDED };

struct slurm_task {
    unsigned number;
    enum slurm_phase phase;
    char *job;    // the number of its array
    char *state;  // Slurm's word: NODE_FAIL
    char *node;   // "" before it has one
    char *reason; // why it waits or failed; Slurm's word
};

/** The tasks that Slurm knows of the jobs of a name (struct slurm_task *), maybe none. */
GPtrArray *slurm_list(const char *name, GError **error);

/** What squeue says as tasks; lines that are none are left out. */
GPtrArray *slurm_parse_tasks(const char *text);
