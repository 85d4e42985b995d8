// SPDX-License-Identifier: MIT
#pragma once
// A check looks at one thing of a machine. Each is a row of a table.
#include "framework/machine/cpu_facts.h"
#include "framework/machine/machine.h"
#include "framework/machine/moment.h"
#include "framework/machine/symptom.h"

/** What checks look at. Only `machine` is needed: what cannot be looked at is not known. */
struct look {
    const struct machine *machine;
    const char *root;                // of files; NULL: there are none
    bool is_here;                    // they are this machine's
    const struct cpu_facts *cpu;     // that would be measured on; NULL: not known
    const struct moment *moments[2]; // before and after; NULL: not looked at
};

struct check {
    const char *name;
    const char *what;   // "the frequency governor", for "... is not known"
    const char *file;   // where it is read; NULL: the check says that itself
    const char *fine;   // what is said where nothing is wrong
    const char *reason; // why times are doubtful where something is
    bool is_standing;   // of the symptom
    // Sets the texts of what it finds, and source and value where `file` is not the answer.
    enum severity (*examine)(const struct look *look, struct symptom *out);
};

/** Appends what each check (the last has no name) finds to an array of struct symptom. */
void checks_run(const struct check *checks, const struct look *look, GPtrArray *symptoms);

/** A new array that frees its symptoms. */
GPtrArray *symptoms_new(void);

// The tables.
extern const struct check checks_of_advice[];   // of what every run describes
extern const struct check checks_of_kernel[];   // settings
extern const struct check checks_of_activity[]; // what happens meanwhile
extern const struct check checks_of_tools[];    // programs and limits
