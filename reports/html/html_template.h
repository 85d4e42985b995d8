// SPDX-License-Identifier: MIT
#pragma once
// A page from a template whose places have names: `{{finding}}`.
#include <glib.h>

/**
 * Appends the template; `write` appends what belongs in each place. That is not looked at again, so
 * that no text from outside can name a place.
 */
void html_fill(GString *out, const char *template,
               void (*write)(GString *out, const char *name, const void *data), const void *data);

/** Appends what a content security policy allows: this text and no other. */
void html_hash(GString *out, const char *text);
