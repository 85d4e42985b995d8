// SPDX-License-Identifier: MIT
#pragma once
// The command that builds a tree: choosing it, checking it, running it.
#include <glib.h>
#include <stdbool.h>

#define BUILD_ERROR (build_error_quark())
GQuark build_error_quark(void);
enum build_error {
    BUILD_ERROR_COMMAND, // the command is invalid, or there is none and none can be chosen
    BUILD_ERROR_FAILED,  // it ran and failed
    BUILD_ERROR_NOTHING, // it produced no suite
};

/**
 * The command for a shell. {source}, {build}, {jobs} and {layout} become environment variables,
 * quoted as needed, so that the shell never parses a path; `{{` is a brace. Another word in braces
 * is an error; `${...}` is left to the shell.
 */
char *build_command_expand(const char *command, GError **error);

/** Whether the command uses a variable, for instance `layout` in braces or as BENCHRUN_LAYOUT. */
bool build_command_mentions(const char *command, const char *variable);

/** The usual command for the build file of a source folder: meson, CMake or make. */
char *build_command_choose(const char *source, GError **error);

/** The same of files that `read` reads: the content of one, to free; NULL: there is none. */
typedef char *build_command_reader(const void *data, const char *name);
char *build_command_choose_by(build_command_reader *read, const void *data, GError **error);

/** The same with --coverage; NULL where the build file is neither meson's nor CMake's. */
char *build_command_coverage(const char *source);

struct build_job {
    const char *command; // as the user wrote it
    const char *source;  // where it runs
    const char *build;   // an empty folder
    unsigned layout;
    const char *path; // that compilers are looked for in; NULL: ours
    const char *log;  // a new file that receives its output
    int lock_fd; // stays open in all its processes: a lock lasts as long as any of them; 0: none
};

/** How it is run, as a line for a shell; to free. */
char *build_command_line(const struct build_job *job, GError **error);

/** Runs it; fails with BUILD_ERROR_FAILED and the last lines of the log, or if interrupted. */
bool build_command_run(const struct build_job *job, GError **error);
