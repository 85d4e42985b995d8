// SPDX-License-Identifier: MIT
#pragma once
// What /proc/PID/status says of a process.
#include <stdbool.h>
#include <sys/types.h>

/** The text of the file; NULL: there is no such process; to free. */
char *proc_status_read(pid_t pid);

/** A field of a status file, such as `Uid:`, without the blanks around it; NULL: none; to free. */
char *proc_status_field(const char *status, const char *field);

/**
 * Whether a process runs as another user, in whole or in part: its program may name any file as its
 * source. False where there is none.
 */
bool proc_status_is_foreign(pid_t pid);
