// SPDX-License-Identifier: MIT
#pragma once
// What `history` can do: its first word is the name of an action, a row of history_actions.h.
#include "framework/cli/config.h"
#include "framework/cli/options.h"
#include "framework/history/opening.h"
#include "framework/history/store.h"

struct history_call {
    const struct options *options;
    const struct config *config;
    const char *file;   // of the history
    char *const *words; // after the name of the action; ends with NULL
};

struct history_action {
    const char *name;
    const char *words;                           // that follow the name
    unsigned least, most;                        // how many of them
    int (*run)(const struct history_call *call); // returns an exit code
};

const struct history_action *history_action_find(const char *name);

/** Where the history is: --history, benchrun.ini, or the usual place; to free. NULL and an error.
 */
char *history_file(const struct options *options, const struct config *config, GError **error);

/**
 * The commit of `names` (char *: ids) that a word means: by how its id begins, or as git knows it
 * in the repository around us; NULL: none of them, or several.
 */
const char *history_find_commit(const GPtrArray *names, const char *word);

/** Opens the call's history; NULL where it has said what is wrong, with the code to end with. */
struct history *history_action_open(const struct history_call *call, enum history_access access,
                                    int *code);

/** Adds a run, and what its commits descend from where the repository around us knows it. */
bool history_action_add(struct history *history, const struct run *run, struct history_added *added,
                        GError **error);

/** Says what is wrong, frees the error, and returns the code to end with. */
int history_complain(GError *error);

int history_add_files(const struct history_call *call);
int history_show(const struct history_call *call);
int history_list_steps(const struct history_call *call);
int history_check(const struct history_call *call);
int history_accept_step(const struct history_call *call);
int history_export(const struct history_call *call);
int history_merge_files(const struct history_call *call);
int history_prune(const struct history_call *call);
int history_check_file(const struct history_call *call);
