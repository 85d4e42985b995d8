// SPDX-License-Identifier: MIT
#pragma once
// Settings that make times steadier, changed so that they can be put back. What they were is on the
// disk before the first one is changed, so that they can be put back after a crash, too.
#include <glib.h>
#include <stdbool.h>

#define TUNING_ERROR (tuning_error_quark())
GQuark tuning_error_quark(void);
enum tuning_error {
    TUNING_ERROR_STATE, // the file of former values cannot be used
    TUNING_ERROR_BUSY,  // another process has it
    TUNING_ERROR_WRITE, // a setting could not be changed
};

/** Where former values are, below `root`; to free. It is empty where there is nothing to restore.
 */
char *tuning_state_path(const char *root);

/** One setting that was changed; NULL as `failure`: it worked. */
typedef void tuning_tell(void *data, const char *file, const char *from, const char *to,
                         const char *failure);

/**
 * Changes what is to be changed below `root`, and calls `tell` after each. One that cannot be
 * changed does not stop the others, but is an error in the end.
 */
bool tuning_apply(const char *root, tuning_tell *tell, void *data, GError **error);

/** Puts all back that is not as it was, in the same way. Where all is, it does nothing. */
bool tuning_restore(const char *root, tuning_tell *tell, void *data, GError **error);
