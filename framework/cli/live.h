// SPDX-License-Identifier: MIT
#pragma once
// A terminal that shows something new again and again, until `q` or Ctrl-C.
#include <glib.h>
#include <stdbool.h>

struct live;

/** Takes the terminal; NULL and an error that begins with the option where stdin or stdout is none.
 */
struct live *live_open(const char *option, const char *remedy, GError **error);

/** Shows a text in place of the one before, as far as it fits. */
void live_show(const char *text);

/** Whether `q` was pressed since it was last asked. */
bool live_is_ended(void);

/** Gives the terminal back, with the last text on it; NULL is fine. */
void live_close(struct live *live);

/** The lines that fit. */
unsigned live_height(void);
