// SPDX-License-Identifier: MIT
#pragma once
// A command of the command line: a file cmd_NAME.c and a row in main.c.
#include <glib.h>

enum exit_code {
    EXIT_GOOD = 0,
    EXIT_CHECK_FAILED = 1, // a regression was found, or a check failed
    EXIT_USAGE = 2,        // bad usage or configuration
    EXIT_UNMEASURED = 3,   // crash, time-out, build failure
    EXIT_NOTHING = 4,      // nothing was selected
    EXIT_INTERRUPTED = 130,
};

struct command {
    const char *name;
    const char *summary;
    int (*run)(char **argv); // argv[0] is the command's name; returns an exit code
};

int cmd_compare(char **argv);
int cmd_list(char **argv);
int cmd_run(char **argv);
int cmd_report(char **argv);
int cmd_test(char **argv);

/** Prints `benchrun: MESSAGE` to stderr and returns the code. */
__attribute__((format(printf, 2, 3))) int complain(int code, const char *format, ...);
