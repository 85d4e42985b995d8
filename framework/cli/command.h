// SPDX-License-Identifier: MIT
#pragma once
// The commands of the command line. A command is a file cmd_NAME.c and a row in command.c.
#include <glib.h>

enum exit_code {
    EXIT_GOOD = 0,
    EXIT_CHECK_FAILED = 1, // a regression was found, or a check failed
    EXIT_USAGE = 2,        // bad usage or configuration
    EXIT_UNMEASURED = 3,   // crash, time-out, build failure
    EXIT_NOTHING = 4,      // nothing was selected
    EXIT_INTERRUPTED = 130,
    EXIT_DRY = 256, // --dry-run has printed all that it can; it is 0 to the caller
};

// Sets of these say which commands take an option.
enum command_bit {
    COMMAND_LIST = 1 << 0,
    COMMAND_RUN = 1 << 1,
    COMMAND_TEST = 1 << 2,
    COMMAND_COMPARE = 1 << 3,
    COMMAND_REPORT = 1 << 4,
    COMMAND_PROFILE = 1 << 5,
    COMMAND_TIMEIT = 1 << 6,
    COMMAND_DOCTOR = 1 << 7,
    COMMAND_EXPLAIN = 1 << 8,
    COMMAND_EXEC = 1 << 9,
    COMMAND_HISTORY = 1 << 10,
    COMMAND_BISECT = 1 << 11,
    COMMAND_WHERE = 1 << 12,
    COMMAND_PS = 1 << 13,
    COMMAND_WATCH = 1 << 14,
    COMMAND_MERGE = 1 << 15,
    COMMAND_ATTACH = 1 << 16,
    COMMAND_CANCEL = 1 << 17,
};
enum {
    COMMANDS_MEASURE_SUITES = COMMAND_RUN | COMMAND_COMPARE | COMMAND_TIMEIT,
    COMMANDS_MEASURE = COMMANDS_MEASURE_SUITES | COMMAND_EXEC,
    COMMANDS_SAVE = COMMAND_RUN | COMMAND_COMPARE, // results in a folder; groups of benchrun.ini
    COMMANDS_TIME = COMMANDS_MEASURE_SUITES | COMMAND_EXPLAIN | COMMAND_BISECT,
    COMMANDS_START = COMMAND_LIST | COMMAND_TEST | COMMANDS_TIME, // suites
    COMMANDS_DRY = COMMAND_RUN | COMMAND_TEST | COMMAND_COMPARE | COMMAND_BISECT | COMMAND_EXEC |
                   COMMAND_TIMEIT | COMMAND_EXPLAIN, // what they start can be printed instead
    COMMANDS_SHARD = COMMAND_RUN | COMMAND_COMPARE | COMMAND_TEST,
    COMMANDS_SHOW = COMMAND_TEST | COMMANDS_MEASURE | COMMAND_REPORT | COMMAND_MERGE,
    COMMANDS_LOOK = COMMAND_PS | COMMAND_CANCEL, // at what programs show of themselves
    COMMANDS_WORK = COMMAND_TEST | COMMANDS_MEASURE | COMMAND_PROFILE | COMMAND_EXPLAIN |
                    COMMAND_DOCTOR | COMMAND_BISECT | COMMAND_WATCH, // for a while: ps shows them
    COMMANDS_ALL = COMMANDS_START | COMMANDS_SHOW | COMMAND_PROFILE | COMMAND_DOCTOR |
                   COMMAND_WHERE | COMMAND_WATCH | COMMAND_HISTORY | COMMAND_ATTACH | COMMANDS_LOOK,
};

struct command {
    const char *name;
    enum command_bit bit;
    const char *summary;     // a line
    const char *usage;       // what follows the options
    const char *description; // of its help
    int (*run)(char **argv); // argv[0] is the command's name; returns an exit code
};

extern const struct command command_table[]; // ends with a name of NULL

/** NULL where there is none of that name. */
const struct command *command_find(const char *name);

/** The first words that a command takes, such as `add`; ends with NULL. NULL: any. */
const char *const *command_actions(const struct command *command);

/** The words after `--`, a command of the user's; NULL: there is no `--`. */
char **command_words(char **argv);

/**
 * Prints `benchrun: MESSAGE` to stderr. Everything that goes there passes through this or
 * complain(): names, what programs said and lines of files are in it, and neither a terminal nor a
 * CI service may find anything but text.
 */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);

/** The same; returns the code. */
__attribute__((format(printf, 2, 3))) int complain(int code, const char *format, ...);

/** The exit code of a command that ended with `code`: what it printed may not have arrived. */
int command_end(int code);

int cmd_attach(char **argv);
int cmd_bisect(char **argv);
int cmd_cancel(char **argv);
int cmd_compare(char **argv);
int cmd_doctor(char **argv);
int cmd_exec(char **argv);
int cmd_explain(char **argv);
int cmd_history(char **argv);
int cmd_list(char **argv);
int cmd_merge(char **argv);
int cmd_profile(char **argv);
int cmd_ps(char **argv);
int cmd_report(char **argv);
int cmd_run(char **argv);
int cmd_test(char **argv);
int cmd_timeit(char **argv);
int cmd_watch(char **argv);
int cmd_where(char **argv);
