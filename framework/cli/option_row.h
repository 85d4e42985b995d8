// SPDX-License-Identifier: MIT
#pragma once
// An option is one row. Parsing, --help, the manual, the keys of benchrun.ini and the completions
// of shells are made from the rows; to add an option, add a row to options_*.c.
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "framework/cli/command.h"
#include "framework/cli/options.h"

enum option_kind {  // and the type of the field in struct options
    OPTION_FLAG,    // bool
    OPTION_NUMBER,  // double
    OPTION_PERCENT, // double, a ratio
    OPTION_COUNT,   // uint64_t
    OPTION_TEXT,    // char *
    OPTION_TEXTS,   // char **: may be given again
    OPTION_WORDS,   // char **: split as a shell does
    OPTION_TAKEN,   // by the row's function
};

// What a shell may propose as a value, besides the row's choices.
enum option_proposal { PROPOSE_NOTHING, PROPOSE_FILES, PROPOSE_FOLDERS };

struct option_default {
    const char *value; // as on a command line; NULL: the field stays empty
    const char *words; // for the help, where the value does not say it
};

struct option_row {
    const char *name; // the long one
    char letter;      // the short one; 0: none
    enum option_kind kind;
    const char *metavar; // NULL: a flag
    unsigned n_words;    // that the value is given as, joined by blanks; 0: one
    unsigned commands;   // set of enum command_bit: which take it
    unsigned keys;       // of those, whose group of benchrun.ini may hold it
    const char *help;    // without a full stop
    const char *more;    // further sentences, for the manual; NULL: none
    struct option_default normal;
    struct option_default in_compare; // takes the place of `normal` where it says something
    const char *implied;              // the value of `--name` alone; NULL: it needs one
    const char *quick;                // the default under --quick; NULL: as without
    double least, most;               // of a number
    const char *choices;              // the values allowed, separated by ", "; NULL: any
    char *(*list_choices)(void);      // the same, where they are known at run time alone
    enum option_proposal proposal;
    bool (*check)(const char *value, GError **error); // of a text; NULL: any
    bool (*take)(struct options *options, const char *value, GError **error);
    bool may_differ; // between the parts of a sharded run
    size_t field;    // its place in struct options
};
#define OPTION_FIELD(name) .field = offsetof(struct options, name)

// Options under one heading, and what remains to be done when all words have been read.
struct option_group {
    const char *heading;
    const struct option_row *rows; // ends with a name of NULL
    bool (*finish)(struct options *options, enum command_bit command, GError **error); // or NULL
};

extern const struct option_group options_selecting, options_starting, options_measuring,
    options_testing, options_claiming, options_comparing, options_bisecting, options_saving,
    options_showing, options_drawing, options_profiling, options_watching, options_timing,
    options_executing, options_examining, options_showing_profiles, options_keeping,
    options_sharding, options_looking, options_helping;

/** All groups in the order of the help, ends with NULL. */
extern const struct option_group *const option_groups[];

/** The row of a long or short name (`--time`, `-f`) that one of `commands` takes; NULL: none. */
const struct option_row *option_find(const char *word, unsigned commands);

/** Whether the name has another meaning for another command. */
bool option_is_ambiguous(const struct option_row *row);

/** What holds for a command where the option is not given. */
const struct option_default *option_default(const struct option_row *row, unsigned commands);

/** The values allowed, separated by ", "; NULL: any. To free. */
char *option_choices(const struct option_row *row);

/** `--time=S`; to free. */
char *option_label(const struct option_row *row);

/** `--format NAME`. */
bool option_take_format(struct options *options, const char *value, GError **error);

/** Sets the error and returns false. */
G_GNUC_PRINTF(2, 3) bool option_refuse(GError **error, const char *format, ...);
