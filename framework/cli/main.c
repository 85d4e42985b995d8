// SPDX-License-Identifier: MIT
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "framework/cli/command.h"
#include "framework/cli/option_help.h"

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

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
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
    return command != NULL ? command->run(argv + 1) : complain_of_command(word);
}
