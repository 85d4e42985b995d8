// SPDX-License-Identifier: MIT
#pragma once
// What identifies a search for a commit, so that another one continues it.
#include "framework/build/git.h"
#include "framework/cli/recording.h"

/**
 * A hash of the repository, the range, the case, what is built and how it is measured, and the CPU;
 * to free. NULL and an error where the files of --overlay cannot be read.
 */
char *bisect_key(const struct recording *recording, const struct git_repository *repository,
                 const struct git_range *range, GError **error);
