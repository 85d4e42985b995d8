// SPDX-License-Identifier: MIT
#pragma once
// The revision of the measured code.
#include "framework/result/run.h"

/** Asks git about a folder; `out` stays empty outside a repository, or without git. */
void revision_detect(const char *folder, struct revision *out);

/** The same of a commit of the folder's repository; `out` stays empty where it is not there. */
void revision_of_commit(const char *folder, const char *commit, struct revision *out);

/** A line for each of the newest 50 commits up to one: its id and its parents'; NULL: not known. */
char **revision_ancestry(const char *folder, const char *commit);
