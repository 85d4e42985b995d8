// SPDX-License-Identifier: MIT
#pragma once
// The command that builds a tree: chosen, checked, run.
#include <glib.h>
#include <stdbool.h>

#define BUILD_ERROR (build_error_quark())
GQuark build_error_quark(void);
enum build_error {
    BUILD_ERROR_COMMAND, // the command is none, or there is none and none can be chosen
    BUILD_ERROR_FAILED,  // it ran and failed
    BUILD_ERROR_NOTHING, // it left no suite behind
};

/**
 * The command as a shell takes it. {source}, {build}, {jobs} and {layout} become environment
 * variables, quoted as the place asks for, so that no path is ever read by the shell; `{{` is a
 * brace. Another word in braces is an error; `${...}` is left to the shell.
 */
char *build_command_expand(const char *command, GError **error);

/** Whether the command asks for a variable, say `layout`, in braces or as BENCHRUN_LAYOUT. */
bool build_command_mentions(const char *command, const char *variable);

/** The usual command for what is found in a source folder: meson, CMake or make. */
char *build_command_choose(const char *source, GError **error);

struct build_job {
    const char *command; // as the user wrote it
    const char *source;  // where it runs
    const char *build;   // an empty folder
    unsigned layout;
    const char *log; // a file that is made of what it prints
};

/** Runs it; fails with BUILD_ERROR_FAILED and the last lines of the log, or interrupted. */
bool build_command_run(const struct build_job *job, GError **error);
