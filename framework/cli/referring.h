// SPDX-License-Identifier: MIT
#pragma once
// `--references`: the kernels that are measured between the plans of a run.
#include "framework/cli/options.h"
#include "framework/cli/pinning.h"
#include "framework/result/run.h"
#include "framework/runner/kernels.h"

/** `{0}`: nothing is measured. */
struct referring {
    const struct options *options;
    const struct pinning *pinning;
    struct run *run;
    char *program; // NULL: none are measured (any more)
    struct kernels *kernels;
    int cpu;
    double spent_s, rotation_s, plans_s;
    bool is_current; // they were measured since the last plan
};

/** Whether the options ask for them. */
bool referring_is_asked(const struct options *options);

/** Before the first plan: starts, and measures once, if --references is given. */
void referring_begin(struct referring *referring, const struct options *options,
                     const struct pinning *pinning, struct run *run);

/** After a plan that took so long: as often as the share of the time allows. */
void referring_continue(struct referring *referring, double plan_s);

/** After the last: with --references once more, unless they were just measured; the summary. */
void referring_end(struct referring *referring);
