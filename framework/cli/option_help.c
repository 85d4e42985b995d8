// SPDX-License-Identifier: MIT
#include "framework/cli/option_help.h"

#include <string.h>

#include "framework/base/text.h"
#include "framework/cli/terminal.h"

enum { INDENT = 29, WIDEST = 80, NARROWEST = 40 };

unsigned option_help_width(void)
{
    unsigned width = terminal_width();
    return width == 0 ? WIDEST : CLAMP(width, NARROWEST, WIDEST);
}

static const char *default_words(const struct option_default *one)
{
    return one->words != NULL ? one->words : one->value;
}

// Of several commands: what most have, and what compare has.
static void append_default(GString *out, const struct option_row *row, unsigned commands)
{
    bool is_repeatable = row->kind == OPTION_TEXTS;
    const char *words = default_words(option_default(row, commands));
    const char *other = default_words(&row->in_compare);
    bool is_both = (commands & COMMAND_COMPARE) != 0 && commands != COMMAND_COMPARE;
    if (!is_repeatable && words == NULL)
        return;
    g_string_append_printf(out, " (%s%s", is_repeatable ? "repeatable" : "",
                           is_repeatable && words != NULL ? "; " : "");
    if (words != NULL)
        g_string_append_printf(out, "default: %s", words);
    if (words != NULL && is_both && other != NULL)
        g_string_append_printf(out, "; in compare: %s", other);
    g_string_append_c(out, ')');
}

char *option_help_sentence(const struct option_row *row, unsigned commands)
{
    g_autoptr(GString) out = g_string_new(row->help);
    g_autofree char *names = row->list_choices != NULL ? row->list_choices() : NULL;
    if (names != NULL)
        g_string_append_printf(out, ": %s", names);
    append_default(out, row, commands);
    return g_strdup(out->str);
}

static void pad(GString *out, gsize from)
{
    gsize length = out->len - from;
    if (length + 2 > INDENT) {
        g_string_append_c(out, '\n');
        length = 0;
    }
    g_string_append_printf(out, "%*s", (int)(INDENT - length), "");
}

static void write_row(GString *out, const struct option_row *row, enum command_bit command,
                      unsigned width)
{
    gsize start = out->len;
    g_autofree char *label = option_label(row);
    g_autofree char *sentence = option_help_sentence(row, command);
    if (row->letter != '\0')
        g_string_append_printf(out, "  -%c, %s", row->letter, label);
    else
        g_string_append_printf(out, "      %s", label);
    pad(out, start);
    text_wrap(out, sentence, INDENT, width);
}

static void write_group(GString *out, const struct option_group *group, enum command_bit command,
                        unsigned width)
{
    bool has_any = false;
    for (const struct option_row *row = group->rows; row->name != NULL; row++) {
        if ((row->commands & command) == 0)
            continue;
        if (!has_any)
            g_string_append_printf(out, "\n%s:\n", group->heading);
        has_any = true;
        write_row(out, row, command, width);
    }
}

void option_help_write(GString *out, const struct command *command, unsigned width)
{
    g_string_append_printf(out, "Usage: benchrun %s [OPTION...]%s%s\n\n", command->name,
                           *command->usage ? " " : "", command->usage);
    text_wrap(out, command->description, 0, width);
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        write_group(out, *group, command->bit, width);
}

void option_help_write_commands(GString *out, unsigned width)
{
    g_string_append(out, "Usage: benchrun COMMAND [OPTION...] [SUITE...]\n\n"
                         "Microbenchmarks in C with verdicts you can defend.\n\nCommands:\n");
    for (const struct command *command = command_table; command->name != NULL; command++) {
        g_string_append_printf(out, "  %-8s ", command->name);
        text_wrap(out, command->summary, strlen("  compare  "), width);
    }
    g_string_append_c(out, '\n');
    text_wrap(out, "'benchrun COMMAND --help' shows the options of a command.", 0, width);
    text_wrap(
        out,
        "Exit codes: 0 good; 1 a regression or a failed check; 2 bad usage; 3 something could "
        "not be measured; 4 nothing was selected; 130 interrupted.",
        0, width);
}
