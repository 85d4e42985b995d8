// SPDX-License-Identifier: MIT
#include "framework/cli/option_row.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/cli/option_help.h"
#include "framework/cli/option_parser.h"

static void for_rows(void (*call)(const struct option_row *row))
{
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++)
            call(row);
}

static void expect_to_be_found(const struct option_row *row)
{
    for (const struct command *command = command_table; command->name != NULL; command++) {
        if ((row->commands & command->bit) == 0)
            continue;
        g_autofree char *word = g_strconcat("--", row->name, NULL);
        const char letter[] = {'-', row->letter, '\0'};
        cr_expect_eq(option_find(word, command->bit), row, "%s %s", command->name, word);
        if (row->letter != '\0')
            cr_expect_eq(option_find(letter, command->bit), row, "%s %s", command->name, letter);
    }
}

Test(option_row, is_the_only_one_of_its_names_in_a_command)
{
    for_rows(expect_to_be_found);
}

static void expect_sense(const struct option_row *row)
{
    size_t length = strlen(row->help);
    cr_expect(row->help[length - 1] != '.', "--%s: a help text ends without a full stop",
              row->name);
    cr_expect(row->more == NULL || g_str_has_suffix(row->more, "."), "--%s: more", row->name);
    cr_expect((row->metavar == NULL) == (row->kind == OPTION_FLAG), "--%s: metavar", row->name);
    cr_expect((row->take != NULL) == (row->kind == OPTION_TAKEN), "--%s: take", row->name);
    cr_expect_eq(row->keys & ~row->commands, 0, "--%s: keys of commands that lack it", row->name);
}

Test(option_row, makes_sense)
{
    for_rows(expect_sense);
}

Test(option_row, has_defaults_that_its_command_accepts)
{
    for (const struct command *command = command_table; command->name != NULL; command++) {
        struct options options;
        char *words[] = {(char *)command->name, NULL};
        cr_expect(options_parse(&options, words), "%s", command->name);
        options_clear(&options);
    }
}

static void parse(struct options *options, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    cr_assert(options_parse(options, words), "%s", line);
}

Test(option_row, sets_its_field_the_last_word_wins)
{
    struct options options;
    parse(&options, "run --time 2 --time=3 --precision 5 --samples 7 -f a --filter=b -q suite");
    cr_expect_eq(options.time_s, 3);
    cr_expect_float_eq(options.precision, 0.05, 1e-12);
    cr_expect_eq(options.samples, 7);
    cr_expect_eq(options.processes, 20);
    cr_expect_eq(g_strv_length(options.patterns), 2);
    cr_expect(options.is_quiet);
    cr_expect_str_eq(options.suites[0], "suite");
    options_clear(&options);
}

Test(option_row, has_other_defaults_in_compare_and_under_quick)
{
    struct options options;
    parse(&options, "compare a b");
    cr_expect_eq(options.sample_us, 100);
    cr_expect_eq(options.processes, 0);
    options_clear(&options);
    parse(&options, "compare --quick a b");
    cr_expect_eq(options.time_s, 0.3);
    cr_expect_eq(options.processes, 0);
    options_clear(&options);
    parse(&options, "run --processes 5 --quick a");
    cr_expect_eq(options.time_s, 0.3);
    cr_expect_eq(options.processes, 5);
    cr_expect_float_eq(options.precision, 0.02, 1e-12);
    options_clear(&options);
}

Test(option_row, is_explained_in_lines_no_wider_than_asked)
{
    for (unsigned width = 40; width <= 80; width += 20) {
        for (const struct command *command = command_table; command->name != NULL; command++) {
            g_autoptr(GString) text = g_string_new(NULL);
            option_help_write(text, command, width);
            g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
            for (char **line = lines; *line != NULL; line++)
                cr_expect(strlen(*line) <= MAX(width, 55), "%s at %u: %s", command->name, width,
                          *line);
        }
    }
}
