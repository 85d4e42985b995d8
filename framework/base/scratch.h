// SPDX-License-Identifier: MIT
#pragma once
// A folder for the files of a moment. What a killed process left behind, the next one removes.
#include <glib.h>
#include <stdbool.h>

struct scratch {
    char *folder; // of ours alone
    int fd;       // of the folder: locked as long as this process lives
};

/** Makes a new folder in the one for temporary files. */
bool scratch_open(struct scratch *out, GError **error);

/** The same, in a folder of ours. */
bool scratch_open_in(const char *parent, struct scratch *out, GError **error);

/** Removes it, with all that is in it. */
void scratch_close(struct scratch *scratch);
