// SPDX-License-Identifier: MIT
#pragma once
// The end of a program that cannot go on, as memory is out: it says so in a line and ends with an
// exit code, without a core. What it started ends with it, and what is finished is on the disk.
#include <glib.h>

/** From now on it ends so, with this exit code, where GLib or g_error() end it. */
void fatal_end_with(int code);

/** Ends it now. Allocates nothing. */
G_NORETURN void fatal_out_of_memory(void);

/** What the line says of what is kept, as a whole clause; NULL: nothing. */
void fatal_set_kept(const char *clause);
