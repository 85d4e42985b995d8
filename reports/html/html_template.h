// SPDX-License-Identifier: MIT
#pragma once
// A page from a template whose places have names: `{{finding}}`.
#include <glib.h>

/**
 * What a page is made of. The places `style`, `script` and those of their hashes, which a content
 * security policy allows, are filled in from here.
 */
struct html_template {
    const char *text;
    const char *style;
    const char *script; // NULL: none
};

/**
 * Appends the template; `write` appends what belongs in each other place. That is not looked at
 * again, so that no text from outside can name a place.
 */
void html_fill(GString *out, const struct html_template *template,
               void (*write)(GString *out, const char *name, const void *data), const void *data);

/** The one of `n` parts of `bytes` each, which begin with their names, that has a name. */
const void *html_part_find(const void *parts, size_t n, size_t bytes, const char *name);
