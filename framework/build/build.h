// SPDX-License-Identifier: MIT
#pragma once
// From a commit to a folder of suite programs: checked out and built once in the user's cache, and
// found there the next time. See docs/git.md.
#include "framework/build/build_command.h"
#include "framework/build/git.h"
#include "framework/build/slot.h"
#include "framework/build/snapshot.h"

/** What to build; the caller keeps what it points to. */
struct build_request {
    const struct git_repository *repository;
    const char *commit;
    const char *objects;        // the snapshot's; NULL: the commit is in the repository
    const char *side;           // `base` or `head`, for messages
    const char *name;           // as the user named the revision; NULL: by its commit
    const char *based_on;       // of a working tree, the commit under its changes; else NULL
    const char *command;        // NULL: chosen by what is found
    const char *const *suites;  // as tree_suites_find() takes them; NULL: found
    const char *const *overlay; // paths that are taken from `overlay_from`; NULL: none
    const char *overlay_from;   // a commit, perhaps the snapshot's
    unsigned layout;            // for {layout}, or else made by compilers of ours; 0: as it is
    const char *flags;          // further ones for compilers of ours; NULL: none
    bool is_fresh;              // build, though there is such a tree already
    void (*progress)(const char *line, void *data); // what is being done; the same line may come
                                                    // of both sides; NULL: nobody asks
    void *data;
};

struct built_tree {
    char *source;
    char *build;
    char *log;          // of the build
    char *commit;       // of the source; for a working tree, the snapshot's
    char *command;      // that built it, as the user wrote it or as chosen
    char *description;  // `main (1a2b3c4d5e6f)`, `working tree (based on 1a2b3c4d5e6f)`
    GPtrArray *suites;  // char *: programs, at least one
    GPtrArray *missing; // char *: patterns of the request that match no program
    bool was_reused;
    struct slot slot; // prevents pruning
};

/**
 * Builds a tree, or finds the one built before. Fails with BUILD_ERROR, GIT_ERROR or
 * INTERRUPTION_ERROR; then nothing half-done remains, only the log of a failed build.
 */
bool build_tree(const struct build_request *request, struct built_tree *out, GError **error);

/**
 * What build_tree() would do, without doing it: where the tree is or would be, and the line by
 * which a shell would build it, to free; NULL: it is there. Its `suites` are those that are there.
 */
bool build_tree_preview(const struct build_request *request, struct built_tree *out, char **line,
                        GError **error);

/** Releases the tree: it stays, but may be pruned from now on. */
void built_tree_clear(struct built_tree *tree);
