// SPDX-License-Identifier: MIT
#pragma once
// What --help prints, made from the rows of options.
#include "framework/cli/option_row.h"

/** Appends the help of a command, in lines of at most `width` columns. */
void option_help_write(GString *out, const struct command *command, unsigned width);

/** Appends the help of the program: its commands. */
void option_help_write_commands(GString *out, unsigned width);

/** 80, or the width of the terminal where that is less. */
unsigned option_help_width(void);

/** What an option does, its choices and its default, as one line; to free. */
char *option_help_sentence(const struct option_row *row, unsigned commands);
