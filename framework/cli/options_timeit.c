// SPDX-License-Identifier: MIT
// What `timeit` compiles, and how.
#include "framework/cli/option_row.h"

static const struct option_row timing[] = {
    {
        .name = "setup",
        .letter = 's',
        .kind = OPTION_TEXTS,
        .metavar = "CODE",
        .commands = COMMAND_TIMEIT,
        .help = "Statements before the timed loop",
        .more =
            "The compiler knows nothing of what the variables hold that they declare, so that it "
            "computes nothing in advance; constants (const) it does know.",
        OPTION_FIELD(timeit.setup),
    },
    {
        .name = "include",
        .kind = OPTION_TEXTS,
        .metavar = "HEADER",
        .commands = COMMAND_TIMEIT,
        .help = "Include a header: zlib.h, or '\"own.h\"' from the current folder",
        .more = "The usual headers of the C library are there without it.",
        OPTION_FIELD(timeit.includes),
    },
    {
        .name = "file",
        .kind = OPTION_TEXT,
        .metavar = "CODE.c",
        .commands = COMMAND_TIMEIT,
        .help = "A file with functions that the expressions call",
        .proposal = PROPOSE_FILES,
        OPTION_FIELD(timeit.file),
    },
    {
        .name = "include-dir",
        .letter = 'I',
        .kind = OPTION_TEXTS,
        .metavar = "DIR",
        .commands = COMMAND_TIMEIT,
        .help = "Look for headers in this folder",
        .proposal = PROPOSE_FOLDERS,
        OPTION_FIELD(timeit.include_folders),
    },
    {
        .name = "lib-dir",
        .letter = 'L',
        .kind = OPTION_TEXTS,
        .metavar = "DIR",
        .commands = COMMAND_TIMEIT,
        .help = "Look for libraries in this folder",
        .proposal = PROPOSE_FOLDERS,
        OPTION_FIELD(timeit.library_folders),
    },
    {
        .name = "lib",
        .letter = 'l',
        .kind = OPTION_TEXTS,
        .metavar = "NAME",
        .commands = COMMAND_TIMEIT,
        .help = "Link a library: z, crypto",
        OPTION_FIELD(timeit.libraries),
    },
    {
        .name = "pkg",
        .kind = OPTION_TEXTS,
        .metavar = "NAME",
        .commands = COMMAND_TIMEIT,
        .help = "Compile and link with what pkg-config says of a package: zlib",
        OPTION_FIELD(timeit.packages),
    },
    {
        .name = "optimize",
        .letter = 'O',
        .kind = OPTION_TEXT,
        .metavar = "LEVEL",
        .commands = COMMAND_TIMEIT,
        .help = "The compiler's optimisation: 3, s, fast",
        .normal = {.value = "2"},
        OPTION_FIELD(timeit.level),
    },
    {
        .name = "cflags",
        .kind = OPTION_WORDS,
        .metavar = "FLAGS",
        .commands = COMMAND_TIMEIT,
        .help = "More flags for the compiler: '-march=native -ffast-math'",
        OPTION_FIELD(timeit.flags),
    },
    {
        .name = "lang",
        .kind = OPTION_TEXT,
        .metavar = "LANGUAGE",
        .commands = COMMAND_TIMEIT,
        .help = "The language, compiled with $CC or $CXX",
        .normal = {.value = "c"},
        .choices = "c, c++",
        OPTION_FIELD(timeit.language),
    },
    {
        .name = "number",
        .letter = 'n',
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMAND_TIMEIT,
        .help = "Loops in each repetition",
        .normal = {.words = "as many as take 250 us"},
        .least = 1,
        .most = 1e15,
        OPTION_FIELD(timeit.number),
    },
    {
        .name = "repeat",
        .letter = 'r',
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMAND_TIMEIT,
        .help = "Repetitions, of which the best is shown first",
        .normal = {.words = "as time allows"},
        .least = 1,
        .most = 1e6,
        OPTION_FIELD(samples),
    },
    {
        .name = "save",
        .kind = OPTION_TEXT,
        .metavar = "NAME.c",
        .commands = COMMAND_TIMEIT,
        .help = "Write the suite that was made, ready to grow",
        .proposal = PROPOSE_FILES,
        OPTION_FIELD(timeit.save),
    },
    {.name = NULL},
};

// Few repetitions are not spread over more processes than there are of them.
static bool finish_timing(struct options *options, enum command_bit command,
                          G_GNUC_UNUSED GError **error)
{
    if (command == COMMAND_TIMEIT && options->samples > 0)
        options->processes = MIN(options->samples, options->processes);
    return true;
}

const struct option_group options_timing = {"What is timed", timing, finish_timing};
