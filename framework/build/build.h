// SPDX-License-Identifier: MIT
#pragma once
// From a commit to a folder of suite programs: checked out and built in the user's cache once, and
// found there the next time. docs/git.md.
#include "framework/build/build_command.h"
#include "framework/build/git.h"
#include "framework/build/slot.h"
#include "framework/build/snapshot.h"

/** What to build; the caller keeps what it points to. */
struct build_request {
    const struct git_repository *repository;
    const char *commit;
    const char *objects;        // of a snapshot; NULL: the commit is in the repository
    const char *side;           // `base` or `head`, for messages
    const char *name;           // as the user named the revision; NULL: by its commit
    const char *command;        // NULL: chosen by what is found
    const char *const *suites;  // as tree_suites_find() takes them; NULL: found
    const char *const *overlay; // paths that are taken from `overlay_from`; NULL: none
    const char *overlay_from;   // a commit, perhaps the snapshot's
    unsigned layout;            // for {layout}
    bool is_fresh;              // build, though there is such a tree already
    void (*progress)(const char *line, void *data); // what is being done; NULL: nobody asks
    void *data;
};

struct built_tree {
    char *source;
    char *build;
    char *log;          // of the build
    char *commit;       // of the source, which a snapshot's working tree has by itself
    char *command;      // that built it, as the user wrote it or as chosen
    char *description;  // `main (1a2b3c4d5e6f)`
    GPtrArray *suites;  // char *: programs, at least one
    GPtrArray *missing; // char *: patterns of the request that fit no program
    bool was_reused;
    struct slot slot; // keeps it from being pruned
};

/**
 * Builds, or finds what was built. Fails with BUILD_ERROR, with GIT_ERROR, or with
 * INTERRUPTION_ERROR; then nothing half-done is left, only the log of a failed build.
 */
bool build_tree(const struct build_request *request, struct built_tree *out, GError **error);

/** Gives the tree back: it stays, and may be pruned from now on. */
void built_tree_clear(struct built_tree *tree);
