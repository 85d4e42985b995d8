// SPDX-License-Identifier: MIT
#pragma once
// A command as the words that start it.
#include <glib.h>
#include <stdbool.h>

/**
 * The words of a command, to free with g_strfreev(): through `shell`, unless NULL, or split as a
 * shell does. NULL and G_OPTION_ERROR where it is empty, its quotes are not closed, or it
 * needs a shell and has none.
 */
char **exec_words(const char *text, char *const *shell, GError **error);

/** Whether the program can be started, or else an error that says why not. */
bool exec_check_program(const char *program, GError **error);
