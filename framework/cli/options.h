// SPDX-License-Identifier: MIT
#pragma once
// The options of all commands, each described once; a command takes the groups that it needs.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/cli/output.h"

struct options {
    // which cases
    char **patterns;
    char **tags;
    char **suites; // what is left on the command line
    // how they are started
    char **launcher;
    double timeout_s;
    uint64_t memory_limit_bytes;
    // how they are measured
    GPtrArray *passes; // const struct pass *, beside the one that takes times; NULL: none
    double time_s;
    uint64_t samples;
    unsigned processes;
    double precision; // a ratio: 0.01
    double sample_us;
    int cpu; // CPU_AUTO, CPU_NONE or a number
    uint64_t seed;
    bool has_seed;
    bool is_quick;
    bool no_check;
    // how they are tested
    unsigned jobs;
    bool is_strict;
    // what counts as a difference, and what of it fails
    double alpha;
    double margin;
    double same_within;
    unsigned fail_on; // enum fail_on
    bool judges_claims;
    double worth_ratio; // an alternative's speed-up below it is not worth the less readable code
    // what is compared
    bool is_aa;
    char *git;            // a range of revisions; NULL: suites are named
    char **overlay;       // paths that base takes from head
    unsigned layouts;     // that each side is linked in; 0: as it comes
    char *build[2];       // commands that build base and head; NULL: the configured one
    bool allows_machines; // of saved runs, that they come from two
    char **env[2];        // of base and head, "KEY=VALUE"
    char **args[2];
    // what becomes of the results
    char *folder;
    bool resume;
    struct output_list outputs;
    bool one_row;    // gbench: one for each case
    bool per_sample; // csv: one row for each sample
    char *plot_folder;
    unsigned plot_formats; // bits of enum picture_format
    bool plots_to_terminal;
    bool use_colour;
    bool is_quiet;
};

enum { CPU_AUTO = -1, CPU_NONE = -2 };
#define OPTIONS_FOLDER "benchrun-out" // where results go unless --folder says otherwise

enum fail_on { FAIL_ON_REGRESSION = 1, FAIL_ON_UNCLEAR = 2, FAIL_ON_MISSING = 4 };

enum option_groups {
    OPTIONS_SELECT = 1 << 0,
    OPTIONS_START = 1 << 1,
    OPTIONS_MEASURE = 1 << 2,
    OPTIONS_SAVE = 1 << 3,
    OPTIONS_OUTPUT = 1 << 4,
    OPTIONS_COMPARE = 1 << 5,
    OPTIONS_CHECK = 1 << 6,
    OPTIONS_CLAIMS = 1 << 7,
    OPTIONS_TEST = 1 << 8,
    OPTIONS_REPORT = 1 << 9,
};

struct pass;
/** Adds a pass, once. */
void options_add_pass(struct options *options, const struct pass *pass);

void options_clear(struct options *options);
