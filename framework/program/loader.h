// SPDX-License-Identifier: MIT
#pragma once
// What the system's loader maps for a program: it is asked, so that search paths of all kinds
// count.
#include <glib.h>
#include <stdbool.h>

#define LOADER_ERROR (loader_error_quark())
GQuark loader_error_quark(void);
enum { LOADER_ERROR_FORMAT, LOADER_ERROR_REFUSED };

/** A shared library. */
struct loader_library {
    char *name;        // as the program asks for it
    char *path;        // where the loader finds it
    bool is_of_system; // in a folder of the system's packages
};

/**
 * The libraries (struct loader_library *) that the loader would map for a program: an absolute
 * path. `environment`, as `KEY=VALUE`, is added to ours; NULL: nothing. Empty where it has no
 * loader. NULL and an error where it is not an ELF file, or where something is missing. If the
 * loader does not run here, as that of another machine, they are looked for in its place.
 */
GPtrArray *loader_list(const char *program, const char *const *environment, GError **error);
