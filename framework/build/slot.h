// SPDX-License-Identifier: MIT
#pragma once
// A slot: the place of one built tree in the user's cache. Who builds it has it alone; those who
// use it share it. A tree is complete once its marker stands; the rest of a crash is built anew.
#include <glib.h>
#include <stdbool.h>

// The file in a slot that says that its tree is complete; its time is when it was last used.
#define SLOT_MARKER "complete"

struct slot {
    char *folder;
    char *lock; // the file beside it
    int fd;     // of the lock, which the kernel drops when the process ends
    bool is_complete;
};

/** Called while another process builds the same tree. */
typedef void slot_waiting(void *data);

/**
 * Opens the slot `name`: complete and shared, or empty and for the caller alone, who fills it and
 * calls slot_complete(). `is_fresh` empties it in any case. `waiting` (may be NULL) is called once
 * if another process has it. Fails also where the user interrupts the wait.
 */
bool slot_open(const char *name, bool is_fresh, slot_waiting *waiting, void *data, struct slot *out,
               GError **error);

/** Writes the marker, with facts to read again, and shares the tree with others. */
bool slot_complete(struct slot *slot, GKeyFile *facts, GError **error);

/** Whether the lock file still has its name: pruning removes some, and such a lock locks nothing.
 */
bool slot_lock_has_name(int fd, const char *lock);

/** The facts of a complete slot. */
GKeyFile *slot_facts(const struct slot *slot, GError **error);

/** Lets others build, or prune. */
void slot_close(struct slot *slot);

/** Removes what is in it, and closes it. */
void slot_abandon(struct slot *slot);

/** The folder of all slots; for the caller to free. */
char *slot_root(void);
