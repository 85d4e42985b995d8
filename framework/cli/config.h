// SPDX-License-Identifier: MIT
#pragma once
// benchrun.ini: what a project always passes. docs/git.md.
#include <glib.h>
#include <stdbool.h>

#include "framework/compare/compare.h"

#define CONFIG_FILE "benchrun.ini"
/** `{0}` is that of a project without the file. */
struct config {
    char *path;            // of the file; NULL: there is none
    char *build_command;   // NULL: to be chosen
    GHashTable *variants;  // char *, a pass's build -> char *, the command for it; NULL: none
    char **suites;         // patterns, as tree_suites_find() takes them; NULL: to be found
    char **run_words;      // [run] as words for a command line, `--key=value`; never NULL when read
    char **compare_words;  // [compare] likewise
    char *history;         // [history] file, from the folder of benchrun.ini; NULL: not said
    GPtrArray *thresholds; // struct config_threshold *, in the order of the file
};

/** [threshold "PATTERN"]; what is not given is NAN. */
struct config_threshold {
    char *pattern;
    struct thresholds values; // as ratios: 0.01
};

/**
 * Reads the nearest benchrun.ini from `folder` up to the top of its git repository; outside of one
 * that of `folder` alone. Without any `out` is `{0}`. Errors name the file, the group, the key and
 * the allowed words.
 */
bool config_find(const char *folder, struct config *out, GError **error);

/** Reads one file. */
bool config_read(const char *path, struct config *out, GError **error);
void config_clear(struct config *config);

/**
 * Overrides `thresholds` with what the file says about a case: every pattern that matches its id,
 * as with `-f`, later ones last. `data` is the struct config: a thresholds_of_case.
 */
void config_apply(const void *data, const char *case_id, struct thresholds *thresholds);
