// SPDX-License-Identifier: MIT
#pragma once
// The options of all commands, as the words of a command line set them. Each is a row of a table:
// option_row.h.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/cli/output.h"
#include "framework/runner/shard.h"
#include "reports/report.h"

// For which comparisons of builds instructions are counted when their times were compared.
enum witnessing {
    WITNESS_AUTO,   // differences that the code does not explain, where valgrind is there
    WITNESS_ALWAYS, // all with a verdict
    WITNESS_NEVER,
};

// What `timeit` compiles; lists end with NULL, or are NULL.
struct timeit_options {
    char **setup;
    char **includes; // `zlib.h`, `<zlib.h>` or `"own.h"`
    char *file;
    char **include_folders;
    char **library_folders;
    char **libraries;
    char **packages;
    char *level; // `2`, of -O2
    char **flags;
    char *language;  // `c` or `c++`
    uint64_t number; // of loops; 0: calibrated
    char *save;
};

// What `doctor` does.
struct doctor_options {
    char *root;
    char *fail_on; // a severity, or `never`
    bool measures;
    bool tunes;
    bool restores;
};

// What `watch` calls blocked.
struct watch_options {
    uint64_t over_ns;
    char *fail_on; // `never` or `blocked`
};

// Which history, and what of it.
struct history_options {
    char *file;           // NULL: as benchrun.ini says, or the usual one
    bool records;         // what is measured goes into it
    char **metrics;       // NULL: times
    char *machine;        // how its identity begins; NULL: all
    bool across_machines; // their series are joined
    bool across_compilers;
    char *branch;       // NULL: all
    char *compiler;     // a part of it; NULL: all
    uint64_t last;      // commits of each series; 0: all
    bool confirms;      // steps by measuring again
    char *commit;       // of files that do not name one
    uint64_t keep;      // newest commits; 0: all
    char *before;       // a date; NULL: none
    bool is_dry;        // nothing is removed
    bool salvages;      // what can be read of a damaged history
    bool lists, undoes; // what is accepted
};

// What `exec` runs; lists end with NULL, or are NULL.
struct exec_options {
    bool is_comparison; // of two commands
    char **shell;       // what runs a command as its last word; NULL: it is split into words
    char *input;        // NULL: nothing
    char *output;       // null, inherit or a file
    bool ignores_failure;
    uint64_t warmup;
    char **setup, **prepare, **cleanup;
    char **scans;     // `NAME MIN MAX`
    char **steps;     // of the scans
    char **lists;     // `NAME VALUE,VALUE`
    const int *shown; // files for their stdout and stderr; -1: none. NULL outside of `exec`
};

// How `bisect` searches.
struct bisect_options {
    bool stops_at_merges;
    bool restarts; // without what is known already
    char *format;  // text or json
};

// What is looked at of programs that run.
struct look_options {
    char *format; // table or json
    bool watches;
    bool kills; // the worker of a case that is cancelled
};

struct options {
    bool wants_help;
    char **suites; // what is left on the command line
    // which cases
    char **patterns;
    char **tags;
    // how suites are started
    char **launcher;
    bool is_dry; // what would be started is printed instead
    double timeout_s;
    uint64_t memory_limit_bytes;
    // how cases are measured
    char **passes; // names of passes, separated by commas
    bool is_quick;
    double time_s;
    uint64_t samples;   // 0: as time allows
    uint64_t processes; // 0: as time allows
    double precision;   // a ratio: 0.01
    double sample_us;
    int cpu;           // CPU_AUTO, CPU_NONE or a number
    double cpu_wait_s; // for one that other users hold
    uint64_t seed;
    bool has_seed;
    bool no_check;
    bool references, no_references; // are measured between the plans
    // how they are tested
    uint64_t jobs;
    bool is_strict;
    // what alternatives claim
    bool judges_claims;
    double worth_ratio; // an alternative's speed-up below it is not worth the less readable code
    // what is profiled
    bool all_passes;  // that are available
    uint64_t pid;     // 0: no process that runs
    uint64_t rate_hz; // of samples
    uint64_t stack_kib;
    uint64_t top; // functions that are listed; 0: all
    struct timeit_options timeit;
    struct exec_options exec;
    struct doctor_options doctor;
    struct watch_options watch;
    struct history_options history;
    struct look_options look;
    // what is compared, what counts as a difference, and what of it fails
    double alpha;
    bool oversubscribes;
    double margin;
    double margin_instructions;
    char **metric_margins; // METRIC=PERCENT; NULL: none
    double same_within;
    char **fail_on_words;
    bool is_aa;
    char *git;                 // a range of revisions; NULL: suites are named
    char **overlay;            // paths that both sides take from the working tree
    char *layouts_word;        // a number, or `auto`; NULL: not given
    uint64_t layouts;          // that each side is linked in; 0: one, as built
    bool layouts_for_suspects; // several for the cases that differ in one
    char *build[2];            // commands that build base and head; NULL: the configured one
    bool counts_instructions;
    bool only_changed; // cases that run the same code are not measured
    char *witness_word;
    enum witnessing witnessing;
    struct bisect_options bisect;
    bool allows_machines; // saved runs may come from two
    char **env[2];        // of base and head, "KEY=VALUE"
    char **args[2];
    // how work is divided
    struct shard shard; // {0}: it is not
    char *durations;    // a result file, by which it is cut; NULL: none
    bool is_partial;    // parts may be missing
    char *part_file;    // takes the place of all outputs; NULL: none
    char *engine;       // local or slurm
    uint64_t nodes;     // at the same time; 0: as many as there are
    uint64_t shards;    // 0: by the nodes
    char *partition;    // of the cluster
    char *constraint;   // on its nodes
    // where the results go
    char *folder;
    bool keeps_nothing; // the folder is one for a moment: only what `-o` names is kept
    bool resume;
    char *baseline; // to save the run as; NULL: none
    struct output_list outputs;
    bool one_row;    // gbench: one for each case
    bool per_sample; // csv: one row for each sample
    char *plot_folder;
    unsigned plot_formats; // bits of enum picture_format
    bool plots_to_terminal;
    // how the report looks
    char *sort_word;
    char *explain;  // regressions or all; NULL: none
    char *lines_of; // a function or file of a profile
    bool is_diff;   // of two profiles
    bool is_live;   // a profile is shown while it is taken
    enum report_sort sort;
    char *unit;     // NULL: automatic
    char **columns; // NULL: default
    uint64_t width; // 0: as the terminal has it
    char *colour_word;
    bool use_colour;
    bool is_quiet;
};

enum { CPU_AUTO = -1, CPU_NONE = -2 };
#define REPORT_ORDERS "declared, change, name, time" // of a run's table
#define OPTIONS_FOLDER "benchrun-out" // where results go unless --folder says otherwise
