// SPDX-License-Identifier: MIT
#pragma once
// Which libraries a program is run with. Those of the system are the same for all programs.
#include "framework/program/exports.h"

/** A program or library, where the loader finds it. */
struct library {
    char *path; // canonical
    GHashTable *exports;
};

struct libraries {
    GPtrArray *found;  // struct library *: the program, then its libraries in search order
    GPtrArray *others; // char *: paths of the system's, in search order
    char *doubt;       // why it is not certain which are loaded; NULL: it is
};

/** `library_path` is LD_LIBRARY_PATH of the program; NULL or "": none. */
struct libraries *libraries_find(const char *program, const char *library_path);
void libraries_free(struct libraries *libraries);

/** Whether two programs are run with the same files, themselves apart. */
bool libraries_are_same(const struct libraries *a, const struct libraries *b);

/** Whether the system's are the same ones for both. */
bool libraries_have_same_others(const struct libraries *a, const struct libraries *b);

/**
 * The first that offers a symbol, the program among them unless only libraries are asked; NULL:
 * none does, the system may.
 */
const struct library *libraries_lookup(const struct libraries *libraries, const char *symbol,
                                       bool only_libraries, const struct exported **out);
