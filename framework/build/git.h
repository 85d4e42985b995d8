// SPDX-License-Identifier: MIT
#pragma once
// Runs git: repositories and the revisions that a user names. Nothing here writes to the user's
// repository, no user input reaches a shell, and no program runs that a repository's hooks or
// settings name: a call that compares files needs own_filters_off() for that.
#include <glib.h>
#include <stdbool.h>

#define GIT_ERROR (git_error_quark())
GQuark git_error_quark(void);
enum git_error {
    GIT_ERROR_MISSING,    // git is not installed
    GIT_ERROR_REPOSITORY, // not inside a working tree
    GIT_ERROR_REVISION,   // no such revision, or one that cannot be a revision
    GIT_ERROR_SHALLOW,    // the clone's history does not reach back far enough
    GIT_ERROR_FAILED,     // a git command failed
};

/** A call of git; the caller owns what it points to. */
struct git_call {
    const char *folder;             // where it runs
    const char *const *environment; // as in struct child, added to git_run_words()'s own settings
    const char *input;              // its stdin; NULL: empty
    gsize *length;                  // receives the length of an output that may contain zero bytes
    bool may_fetch; // from a remote, where something is missing: only in a repository that we made
    int kept_fd;    // as in struct subprocess_call: a lock that git holds until it ends; 0: none
};

/**
 * Runs git with `words`, which end with NULL. Returns its output without the last newline, which
 * the caller frees; NULL with GIT_ERROR_FAILED and git's own message, or if interrupted.
 */
char *git_run_words(const struct git_call *call, const char *const *words, GError **error);

/** The same with the words as arguments: git_run(&call, error, "rev-parse", "HEAD"). */
#define git_run(call, error, ...) \
    git_run_words((call), (const char *const[]){__VA_ARGS__, NULL}, (error))

struct git_submodule {
    char *path;
    char *commit;
};

/** The submodules (struct git_submodule *) in the index of a repository; NULL and an error. */
GPtrArray *git_submodules(const struct git_call *call, GError **error);

/**
 * Whether a repository is at a path in a folder. Not one to which a symbolic link leads, which has
 * nothing to do with that folder.
 */
bool git_has_repository(const char *folder, const char *path);

/** Whether a path stays inside the folder that it is joined to. */
bool git_path_is_inside(const char *path);

/** A folder as git reads it in lists: quoted if it contains a separator. */
char *git_quote_folder(const char *folder);

struct git_repository {
    char *folder;  // the top of the working tree
    char *store;   // its .git folder; in a linked working tree, the main one's
    char *objects; // the folder of its objects
    char *format;  // of its object names: sha1 or sha256
    bool is_shallow;
};
bool git_repository_find(const char *folder, struct git_repository *out, GError **error);
void git_repository_clear(struct git_repository *repository);

/** The id of the commit that `revision` names. */
char *git_resolve(const struct git_repository *repository, const char *revision, GError **error);

/** Whether a text is the whole id of an object, and so no name of a branch. */
bool git_is_id(const char *text);

/** Whether there is a commit of this id that is neither HEAD nor before it. */
bool git_is_elsewhere(const struct git_repository *repository, const char *id);

/** The commit that two commits have in common, to free; NULL and an error. */
char *git_merge_base(const struct git_repository *repository, const char *base, const char *head,
                     GError **error);

/** Two sides of a comparison: as the user named them, and their commits. */
struct git_range {
    char *base_name;
    char *base;
    char *head_name; // NULL, like `head`: the working tree with its changes
    char *head;
};

/**
 * Reads `BASE` (against the working tree), `BASE..HEAD` or `BASE...HEAD` (from the merge base); an
 * empty side of the dots is HEAD.
 */
bool git_range_parse(const struct git_repository *repository, const char *text,
                     struct git_range *out, GError **error);
void git_range_clear(struct git_range *range);
