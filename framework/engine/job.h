// SPDX-License-Identifier: MIT
#pragma once
// A run that a cluster measures in parts, as a folder on a file system that all machines share:
// what was asked for, and for each part its journal, its result and how it ended. The process that
// waits for it may end and another take its place.
#include <glib.h>
#include <stdbool.h>

/** The variable that says to a part which commits were built for it. */
#define JOB_BUILT "BENCHRUN_BUILT"

struct job {
    char *folder; // absolute
    char *name;   // of the jobs of the cluster
    char *where;  // the folder in which the command was given
    char **words; // the command: `run`, and what followed
    char *built;  // what parts find in the variable JOB_BUILT; NULL: nothing was built
    unsigned n;   // parts
    unsigned most_at_once;
    char *partition, *constraint; // NULL: none
    gint64 submitted_s;           // by the clock of the machine that did
    GPtrArray *numbers;           // char *: jobs of the cluster, in the order of submission
    int lock_fd;                  // held while somebody waits; -1: not yet
};

/** Fills in where a new job's folder would be; what is asked for (name to constraint) is there. */
void job_place(struct job *job, const char *results);

/** The script of a job that has a place; to free. */
char *job_script(const struct job *job, GError **error);

/**
 * Makes the folder of a new job in the folder of results, with a script that measures part
 * SLURM_ARRAY_TASK_ID. `job` has what is asked for (name to constraint); the rest is filled in.
 */
bool job_make(struct job *job, const char *results, GError **error);

/** Keeps what changed. */
bool job_save(const struct job *job, GError **error);

/**
 * Opens the job that has this number or this folder, of those in the folder of results; the newest
 * one where `word` is NULL.
 */
bool job_open(struct job *job, const char *results, const char *word, GError **error);

/** Fails while another process waits for it. */
bool job_lock(struct job *job, GError **error);

void job_clear(struct job *job);

/** Where the result of a part is, or will be; to free. */
char *job_part_path(const struct job *job, unsigned number);

/** What is known of a part from its files. */
enum job_part { PART_MISSING, PART_DONE, PART_REFUSED };

/** How a part ended. */
struct job_end {
    int code;         // of benchrun
    gint64 started_s; // by the clock of the node
    char node[256];
};

/**
 * PART_DONE: its result is complete. PART_REFUSED: benchrun ended without one, so that another node
 * would not help. In both cases `end` says how.
 */
enum job_part job_look_at(const struct job *job, unsigned number, struct job_end *end);

/** Forgets how a part ended, before it is measured again. */
void job_forget_end(const struct job *job, unsigned number);

/** The last line that a part printed, to free; "" where there is none. */
char *job_last_words(const struct job *job, unsigned number);

char *job_script_path(const struct job *job);
