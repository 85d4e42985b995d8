// SPDX-License-Identifier: MIT
#pragma once
// What is made from the table of options when benchrun is built: the manual and the completions.
#include "framework/cli/option_row.h"

/** Appends the OPTIONS sections of the manual, as roff with the macros of man(7). `commands`: whose
 * options. */
void manual_write_options(GString *out, unsigned commands);

/** Appends the page of a command, made from its section of the template; false if that is not
 * there. */
bool manual_write_page(GString *out, const char *template, const struct command *command);

/** Appends the completion script of a shell. */
void completion_write_bash(GString *out);
void completion_write_zsh(GString *out);
void completion_write_fish(GString *out);
