// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/fatal.h"
#include "framework/base/orphans.h"
#include "framework/cli/command.h"
#include "framework/cli/option_help.h"
#include "framework/harness/protocol.h"

static void print_help(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    option_help_write_commands(text, option_help_width());
    fputs(text->str, stdout);
}

static int complain_of_command(const char *word)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (const struct command *command = command_table; command->name != NULL; command++)
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", command->name);
    return complain(EXIT_USAGE, "unknown command '%s'; known: %s (benchrun --help)", word,
                    names->str);
}

// A stream that the parent closed would be the next file that is opened: a suite's pipe would be
// stdin, and what is printed would land in a result. Printing to one that was closed stays an
// error.
static bool open_streams(void)
{
    static const int ways[] = {O_RDONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd < (int)G_N_ELEMENTS(ways); fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", ways[fd]) != fd)
            return false;
    return true;
}

// For BENCH_ALL_CPUS: a worker may be pinned to one of them.
static void tell_cpus(void)
{
    g_autofree char *n = g_strdup_printf("%u", g_get_num_processors());
    g_setenv(PROTOCOL_CPUS_VARIABLE, n, FALSE);
}

static int run(const struct command *command, char **argv)
{
    int code = command->run(argv);
    g_autoptr(GPtrArray) notes = orphans_take_notes();
    for (guint i = 0; i < notes->len; i++)
        say("%s", (const char *)g_ptr_array_index(notes, i));
    return code;
}

static int perform(int argc, char **argv)
{
    if (argc < 2) {
        print_help();
        return EXIT_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        print_help();
        return EXIT_GOOD;
    }
    if (strcmp(word, "--version") == 0) {
        puts("benchrun " BENCHRUN_VERSION);
        return EXIT_GOOD;
    }
    const struct command *command = command_find(word);
    int code = command != NULL ? run(command, argv + 1) : complain_of_command(word);
    return code == EXIT_DRY ? EXIT_GOOD : code;
}

int main(int argc, char **argv)
{
    fatal_end_with(EXIT_UNMEASURED);
    if (!open_streams())
        return complain(EXIT_UNMEASURED, "cannot open /dev/null in place of a closed stream: %s",
                        g_strerror(errno));
    tell_cpus();
    signal(SIGXFSZ, SIG_IGN); // a file that gets too large is an error of write()
    setlocale(LC_CTYPE, "");
    return command_end(perform(argc, argv));
}
