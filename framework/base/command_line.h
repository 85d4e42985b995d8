// SPDX-License-Identifier: MIT
#pragma once
// A command line as text.

/** `benchrun` and its words, quoted so that a shell takes it apart into them again; to free. */
char *command_line_format(const char *const *argv);
