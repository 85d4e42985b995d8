// SPDX-License-Identifier: MIT
#pragma once
// A slot: the place of one built tree in the user's cache. A process that builds the tree has it
// exclusively, together with the programs of the build, which may outlast it; processes that use it
// share it. A tree is complete once its marker exists; one that a crash left incomplete is built
// again.
#include <glib.h>
#include <stdbool.h>

// The file in a slot that marks its tree as complete; its time is when the tree was last used.
#define SLOT_MARKER "complete"

struct slot {
    char *folder;
    char *lock; // the lock file next to it
    int fd; // of the lock, which the kernel releases when the last process that has it open ends
    bool is_complete;
};

/** Called while other processes build the same tree. */
typedef void slot_waiting(void *data);

/**
 * Opens the slot `name`: either complete and shared, or empty and exclusive; then the caller fills
 * it and calls slot_complete(). `is_fresh` empties it first. `waiting` (may be NULL) is called once
 * if another process has it. Also fails if the user interrupts the wait.
 */
bool slot_open(const char *name, bool is_fresh, slot_waiting *waiting, void *data, struct slot *out,
               GError **error);

/** The slot as it is, perhaps not there: without a lock, so that only its name is sure. */
bool slot_peek(const char *name, struct slot *out, GError **error);

/** Writes the marker with `facts`, which slot_facts() returns, and shares the tree with others. */
bool slot_complete(struct slot *slot, GKeyFile *facts, GError **error);

/** Whether the lock file still has its name: a lock on a file that pruning removed is useless. */
bool slot_lock_has_name(int fd, const char *lock);

/** The facts of a complete slot. */
GKeyFile *slot_facts(const struct slot *slot, GError **error);

/** Releases the slot, so that others may build or prune it. */
void slot_close(struct slot *slot);

/** Removes its content and closes it. */
void slot_abandon(struct slot *slot);

/** The folder of all slots; the caller frees it. */
char *slot_root(GError **error);
