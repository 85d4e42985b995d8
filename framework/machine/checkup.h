// SPDX-License-Identifier: MIT
#pragma once
// A look at a whole machine: what it is, and what makes its times doubtful.
#include "framework/machine/machine.h"
#include "framework/machine/moment.h"
#include "framework/machine/noise.h"
#include "framework/machine/symptom.h"

struct checkup {
    struct machine *machine;
    GPtrArray *symptoms; // struct symptom *, most severe first
    struct noise *noise; // what was measured; NULL: nothing was
    // While it is made:
    char *root;
    GArray *cpus; // struct cpu_facts, of those that may be used
    struct moment *before;
};

/**
 * Begins to look at the machine whose files are below `root` ("/": this one). What happens until
 * checkup_end() is part of what it finds; a second or so is enough. Free it with checkup_free().
 */
struct checkup *checkup_begin(const char *root);
void checkup_end(struct checkup *checkup);
void checkup_free(struct checkup *checkup);
// g_autoptr(Checkup), as GLib wants a name of one word.
typedef struct checkup Checkup;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Checkup, checkup_free)
