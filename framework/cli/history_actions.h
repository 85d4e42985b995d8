// SPDX-License-Identifier: MIT
#pragma once
// The actions of `history`: name, the words that follow it, how many of them, the function.

#define HISTORY_ACTIONS(ROW)                                    \
    ROW("add", "FILE...", 1, G_MAXUINT, history_add_files)      \
    ROW("show", "[CASE...]", 0, G_MAXUINT, history_show)        \
    ROW("steps", "[CASE...]", 0, G_MAXUINT, history_list_steps) \
    ROW("check", "[CASE...]", 0, G_MAXUINT, history_check)      \
    ROW("accept", "CASE COMMIT", 0, 2, history_accept_step)     \
    ROW("export", "", 0, 0, history_export)                     \
    ROW("merge", "FILE...", 1, G_MAXUINT, history_merge_files)  \
    ROW("prune", "", 0, 0, history_prune)                       \
    ROW("verify", "", 0, 0, history_check_file)

/** For the help of the command. */
#define HISTORY_ACTIONS_HELP                                                                      \
    "'add FILE...' adds result files, also of Google Benchmark and hyperfine; 'show [CASE...]' "  \
    "shows series; 'steps [CASE...]' finds the commits that changed something, 'check' fails if " \
    "one of the newest made it worse, 'accept CASE COMMIT' says that this is meant; 'export' "    \
    "prints everything as JSON; 'merge FILE...' adds other histories; "                           \
    "'prune' removes old runs; 'verify' checks the file."
