// SPDX-License-Identifier: MIT
#pragma once
// The filters (clean, smudge, process) that a repository's own settings define. Git runs them as
// programs when it compares a file, so that the author of the repository could run anything here.

/**
 * Environment words for a git_call that compares files of the repository in `folder`, for
 * g_strfreev(): its own filters do not run. Those that the user or the system defines do.
 */
char **own_filters_off(const char *folder);
