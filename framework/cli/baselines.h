// SPDX-License-Identifier: MIT
#pragma once
// Baselines: runs that a project keeps by name, in `.benchrun/baselines/` next to benchrun.ini, or
// in the current folder if there is none.
#include <glib.h>
#include <stdbool.h>

#include "framework/cli/config.h"
#include "framework/result/run.h"

/** Whether it can be the name of a baseline: a part of a path that is the same everywhere. */
bool baseline_check_name(const char *name, GError **error);

/** Makes the folder for baselines, which git ignores if it is new. */
bool baselines_prepare(const struct config *config, GError **error);

/** Where the baseline of a name is, or would be; to free. */
char *baseline_path(const struct config *config, const char *name);

/** The path of a baseline that exists, to free; NULL if there is none of that name. */
char *baseline_find(const struct config *config, const char *name);

/** Saves a run as a baseline, which replaces one of the same name. */
bool baseline_save(const struct config *config, const char *name, const struct run *run,
                   GError **error);

/** The names of all baselines, sorted and separated by ", "; "" if there is none. To free. */
char *baselines_list(const struct config *config);
