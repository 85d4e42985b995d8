// SPDX-License-Identifier: MIT
#pragma once
// What the files of this folder have in common: the errors, and values that are not known.
#include <glib.h>

struct history; // opening.h

#define HISTORY_ERROR (history_error_quark())
GQuark history_error_quark(void);
enum history_error {
    HISTORY_ERROR_MISSING, // there is no such file
    HISTORY_ERROR_FOREIGN, // it is something else, or not to be trusted
    HISTORY_ERROR_NEWER,   // a newer benchrun wrote it
    HISTORY_ERROR_BUSY,    // another program writes to it
    HISTORY_ERROR_BROKEN,  // it is damaged
    HISTORY_ERROR_FAILED,  // reading or writing it failed
};

/** A number or a time that is not known. */
#define HISTORY_UNKNOWN G_MININT64

/** The name of the metric for the time of an iteration, and of a machine that nobody named. */
#define HISTORY_TIME "time"
#define HISTORY_NO_MACHINE "unknown"
