// SPDX-License-Identifier: MIT
#pragma once
// A place in a shell command: which quotes and substitutions are open there, so that a variable can
// be put in as one word.
#include <glib.h>

struct shell_place {
    GString *open; // what is open, the innermost last: ' " ` ( for $( and (, { for ${, + for $((
};

void shell_place_init(struct shell_place *place);
void shell_place_clear(struct shell_place *place);

/** Goes over the next piece of the command, which is as long as returned: 1, 2 or 3 bytes. */
size_t shell_place_pass(struct shell_place *place, const char *text);

/** Appends an environment variable, quoted so that it stays one word, whatever is in it. */
void shell_place_add_variable(const struct shell_place *place, const char *name, GString *out);
