// SPDX-License-Identifier: MIT
#include "framework/cli/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/cli/history_actions.h"

const struct command command_table[] = {
    {"list", COMMAND_LIST, "show the cases of suites, without running them", "[SUITE...]",
     "Prints the ids of the cases of suites, one per line, without running them; with --shard "
     "those "
     "that this part of a run would measure.",
     cmd_list},
    {"run", COMMAND_RUN, "measure suites, compare their alternatives, report", "[SUITE...]",
     "Measures suites: many samples in isolated processes, the alternatives of a group compared in "
     "random rounds. The results are saved in one file.",
     cmd_run},
    {"test", COMMAND_TEST, "run every case once, check that alternatives agree", "[SUITE...]",
     "Runs every case once, each in a separate process, and checks that the alternatives of a "
     "group produce the same output. Measures nothing.",
     cmd_test},
    {"compare", COMMAND_COMPARE, "judge whether one build is slower than another", "[BASE HEAD]",
     "Judges case by case whether HEAD is slower than BASE: two programs or folders of programs, "
     "measured in turn in short random rounds; two revisions (--git); or, unpaired, a saved run (a "
     "result file, or a baseline of 'run --save-baseline') and another, or suites measured now.",
     cmd_compare},
    {"bisect", COMMAND_BISECT, "find the commit that made a case slower or faster", "GOOD..BAD",
     "Finds the commit of a range that changed one case (-f), by halves: builds commits and "
     "compares "
     "each with GOOD, measured in turn as compare does, until it is clear whether it is like GOOD "
     "or "
     "like BAD. Stopped by Ctrl-C or in any other way, the same command continues.",
     cmd_bisect},
    {"profile", COMMAND_PROFILE, "find where time and memory go, by function and line",
     "SUITE | -- COMMAND",
     "Shows where CPU time and memory go: in the timed region of a case of a suite (-f), in "
     "a command with "
     "all that it starts, or in a process that runs (--pid). The program is not changed.",
     cmd_profile},
    {"watch", COMMAND_WATCH, "report event loops that are blocked, while they are", "-- COMMAND",
     "Runs a command, or looks at a process (--pid), and reports each time a thread that polls "
     "(epoll, poll, select, io_uring; so libuv, libev, libevent, GLib) was busy for longer than "
     "--over without polling: how long, and the stack meanwhile. Says of each thread what share of "
     "the time it ran, waited for a CPU, slept, waited for a disk or for a lock. The program is "
     "not changed.",
     cmd_watch},
    {"explain", COMMAND_EXPLAIN, "ask why a case takes its time, and what could be tried",
     "SUITE | -- COMMAND",
     "Goes down the checklist of performance work for one case (-f), or for a command: measures it "
     "beside its alternatives, profiles it, reads its machine code, and answers each question with "
     "evidence. It ends with at most three suggestions, in the order of what they could bring.",
     cmd_explain},
    {"timeit", COMMAND_TIMEIT, "time C expressions, compiled on the spot", "EXPRESSION...",
     "Compiles C expressions or statements and times them: the best time of a loop first, in the "
     "words of Python's timeit, then the table of run. Several are alternatives of each other, "
     "compared with the first. Nothing is kept but what -o and --save name.",
     cmd_timeit},
    {"exec", COMMAND_EXEC, "time whole commands, against each other", "COMMAND...",
     "Times whole commands, each a word in quotes: wall, user and system time, peak memory, exit "
     "code. Several are alternatives of each other, run in turn in random order and compared with "
     "the first; --compare decides between two versions as compare does. They run without a shell "
     "unless --shell is given. Nothing is kept but what -o names.",
     cmd_exec},
    {"doctor", COMMAND_DOCTOR, "find what makes the times of this machine doubtful", "",
     "Looks at the machine for a second and lists what makes its times doubtful: why, where that "
     "was read, and the command that changes it.",
     cmd_doctor},
    {"ps", COMMAND_PS, "list what benchruns and programs with spans do now", "[PID]",
     "Lists the benchruns of this user that work, with the case in progress, and the programs that "
     "have spans. Of a process (PID) it lists the open spans, the oldest first, and what the ended "
     "ones took; of a benchrun its cases. It asks no program, so that it answers also where one "
     "hangs.",
     cmd_ps},
    {"where", COMMAND_WHERE, "show where each thread of a running process is", "PID [SPAN]",
     "Prints the stack of each thread of a running process, innermost function first, with inlined "
     "functions and source lines, and what it waits in; also while it hangs. Each thread is "
     "stopped for some microseconds. With a span, by its number or by its label where only one has "
     "it, that of the thread that began it.",
     cmd_where},
    {"cancel", COMMAND_CANCEL, "ask a span to end, or a benchrun to skip a case", "PID SPAN|CASE",
     "Asks an open span of a program to end (by its number, or by its label where only one has "
     "it), or a benchrun to skip the cases that match, in progress or to come. They are 'skipped', "
     "and it continues with the others.",
     cmd_cancel},
    {"history", COMMAND_HISTORY, "keep results by commit, and show them over time",
     "ACTION [WORD...]",
     "Keeps what runs measured in one file, by machine, case and commit, and shows it over "
     "time: " HISTORY_ACTIONS_HELP,
     cmd_history},
    {"report", COMMAND_REPORT, "show saved results in any format", "FILE...",
     "Shows saved results, several files as one report; also files of Google Benchmark and "
     "hyperfine. Verdicts are computed again from the samples.",
     cmd_report},
    {"merge", COMMAND_MERGE, "join the parts of a sharded run", "PART...",
     "Joins the result files of all parts of a run, compare or test that was cut with --shard, and "
     "decides all comparisons together, as one run of the whole would. The exit code is that of "
     "the whole.",
     cmd_merge},
    {"attach", COMMAND_ATTACH, "wait again for a run on a cluster, then merge it", "[JOB]",
     "Waits for a run that --engine slurm submitted, by the number of its job or by its folder "
     "(the "
     "newest by default), and continues as the command that submitted it would have. Parts that "
     "failed are submitted once more.",
     cmd_attach},
    {NULL, 0, NULL, NULL, NULL, NULL},
};

const struct command *command_find(const char *name)
{
    for (const struct command *command = command_table; command->name != NULL; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

#define NAME(name, ...) name,
const char *const *command_actions(const struct command *command)
{
    static const char *const of_history[] = {HISTORY_ACTIONS(NAME) NULL};
    return command->bit == COMMAND_HISTORY ? of_history : NULL;
}

char **command_words(char **argv)
{
    for (char **word = argv; *word != NULL; word++)
        if (strcmp(*word, "--") == 0)
            return word + 1;
    return NULL;
}

static void print_message(const char *format, va_list arguments) G_GNUC_PRINTF(1, 0);
static void print_message(const char *format, va_list arguments)
{
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    g_autofree char *escaped = escape_log(message);
    fprintf(stderr, "benchrun: %s\n", escaped);
}

void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message(format, arguments);
    va_end(arguments);
}

int complain(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message(format, arguments);
    va_end(arguments);
    return code;
}

int command_end(int code)
{
    if ((fflush(stdout) == 0 && !ferror(stdout)) || code != EXIT_GOOD)
        return code;
    return complain(EXIT_UNMEASURED, "cannot write to stdout: %s", g_strerror(errno));
}
