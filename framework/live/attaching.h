// SPDX-License-Identifier: MIT
#pragma once
// Whether a process can be looked at, and why not.
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#define ATTACHING_ERROR attaching_error_quark()
enum attaching_error {
    ATTACHING_ERROR_GONE,    // it has ended, or there never was one
    ATTACHING_ERROR_REFUSED, // it may not be looked at
    ATTACHING_ERROR_OTHER,   // it has nothing that can be looked at
};
GQuark attaching_error_quark(void);

/** `process 12 ('sleep')`; to free. */
char *attaching_label(pid_t pid);

/** Whether the process is one that has code of its own to look at; or why not. */
bool attaching_check(pid_t pid, GError **error);

/** Why the kernel refused to attach to a process, from its errno. */
void attaching_refuse(pid_t pid, int cause, GError **error);
