// SPDX-License-Identifier: MIT
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "framework/cli/command.h"

static const struct command commands[] = {
    {"list", "show the cases of suites, without running them", cmd_list},
    {"run", "measure suites, compare their alternatives, report", cmd_run},
    {"test", "run every case once, check that alternatives agree", cmd_test},
    {"compare", "judge whether one build is slower than another", cmd_compare},
    {"report", "render saved results in any format", cmd_report},
};

int complain(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "benchrun: %s\n", message);
    return code;
}

static void print_help(void)
{
    puts("Usage: benchrun COMMAND [OPTION...] SUITE...\n\n"
         "Microbenchmarks in C with verdicts that can be defended.\n\nCommands:");
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        printf("  %-8s %s\n", commands[i].name, commands[i].summary);
    puts("\n'benchrun COMMAND --help' tells the options of a command.\n"
         "Exit codes: 0 good; 1 a regression or a failed check; 2 bad usage;\n"
         "3 something could not be measured; 4 nothing was selected.");
}

static int complain_of_command(const char *word)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", commands[i].name);
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
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        if (strcmp(commands[i].name, word) == 0)
            return commands[i].run(argv + 1);
    return complain_of_command(word);
}
