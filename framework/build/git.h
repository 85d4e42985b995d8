// SPDX-License-Identifier: MIT
#pragma once
// Git, as a program: repositories and the revisions that a user names. Nothing here writes into the
// user's repository, and no word of the user reaches a shell.
#include <glib.h>
#include <stdbool.h>

#define GIT_ERROR (git_error_quark())
GQuark git_error_quark(void);
enum git_error {
    GIT_ERROR_MISSING,    // git is not installed
    GIT_ERROR_REPOSITORY, // not inside a working tree
    GIT_ERROR_REVISION,   // no such revision, or one that cannot be a revision
    GIT_ERROR_SHALLOW,    // the clone does not reach back far enough
    GIT_ERROR_FAILED,     // a git command failed
};

/** A call of git; the caller keeps what it points to. */
struct git_call {
    const char *folder;             // where it runs
    const char *const *environment; // of struct subprocess_call; git gets more
    const char *input;              // its stdin; NULL: empty
    gsize *length;                  // takes the length of an output that holds zero bytes
};

/**
 * Runs git with `words`, which end with NULL. Its output without the last newline, for the caller
 * to free; NULL with GIT_ERROR_FAILED and git's own words, or interrupted.
 */
char *git_run_words(const struct git_call *call, const char *const *words, GError **error);

/** The same with the words behind the others: git_run(&call, error, "rev-parse", "HEAD"). */
#define git_run(call, error, ...) \
    git_run_words((call), (const char *const[]){__VA_ARGS__, NULL}, (error))

/** A folder as git reads it in lists: quoted where it holds what would end it. */
char *git_quote_folder(const char *folder);

struct git_repository {
    char *folder;  // the top of the working tree
    char *store;   // its .git folder; that of the main one in a linked working tree
    char *objects; // where that keeps its objects
    char *format;  // of its object names: sha1 or sha256
    bool is_shallow;
};
bool git_repository_find(const char *folder, struct git_repository *out, GError **error);
void git_repository_clear(struct git_repository *repository);

/** The id of the commit that `revision` names. */
char *git_resolve(const struct git_repository *repository, const char *revision, GError **error);

/** Two sides of a comparison: as the user named them, and their commits. */
struct git_range {
    char *base_name;
    char *base;
    char *head_name; // NULL with `head`: the working tree, changes included
    char *head;
};

/**
 * Reads `BASE` (against the working tree), `BASE..HEAD` or `BASE...HEAD` (from the merge base); an
 * empty side of the dots is HEAD.
 */
bool git_range_parse(const struct git_repository *repository, const char *text,
                     struct git_range *out, GError **error);
void git_range_clear(struct git_range *range);
