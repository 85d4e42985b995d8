// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/cli/generated.h"
#include "framework/cli/option_help.h"

// Text as roff takes it: nothing in it is a request, and a hyphen stays one when it is copied.
static void append_text(GString *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        bool is_at_start = out->len == 0 || out->str[out->len - 1] == '\n';
        if (is_at_start && (*c == '.' || *c == '\''))
            g_string_append(out, "\\&");
        if (*c == '-')
            g_string_append(out, "\\-");
        else if (*c == '\\')
            g_string_append(out, "\\e");
        else if (*c == '\'')
            g_string_append(out, "\\(aq");
        else if (*c == '^')
            g_string_append(out, "\\(ha");
        else
            g_string_append_c(out, *c);
    }
}

static bool ends_sentence(const char *word)
{
    size_t length = strlen(word);
    return length > 1 && (word[length - 1] == '.' || word[length - 1] == ':');
}

// Options bold, and a line for each sentence, as man pages are written.
static void append_prose(GString *out, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (char **word = words; *word != NULL; word++) {
        size_t length = strspn(*word, "-abcdefghijklmnopqrstuvwxyz");
        bool is_option = **word == '-' && length > 1;
        g_autofree char *option = g_strndup(*word, is_option ? length : 0);
        if (is_option) {
            g_string_append(out, "\\fB");
            append_text(out, option);
            g_string_append(out, "\\fR");
        }
        append_text(out, *word + strlen(option));
        g_string_append_c(out, word[1] == NULL || ends_sentence(*word) ? '\n' : ' ');
    }
}

static void append_label(GString *out, const struct option_row *row)
{
    g_string_append(out, ".TP\n");
    if (row->letter != '\0')
        g_string_append_printf(out, "\\fB\\-%c\\fR, ", row->letter);
    g_string_append(out, "\\fB\\-\\-");
    append_text(out, row->name);
    g_string_append(out, "\\fR");
    if (row->metavar != NULL) {
        g_string_append(out, "=\\fI");
        append_text(out, row->metavar);
        g_string_append(out, "\\fR");
    }
    for (const struct command *command = command_table; command->name != NULL; command++)
        if (option_is_ambiguous(row) && row->commands == (unsigned)command->bit)
            g_string_append_printf(out, " (of \\fBbenchrun %s\\fR)", command->name);
    g_string_append_c(out, '\n');
}

void manual_write_options(GString *out)
{
    for (const struct option_group *const *group = option_groups; *group != NULL; group++) {
        g_string_append_printf(out, ".SS %s\n", (*group)->heading);
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++) {
            g_autofree char *sentence = option_help_sentence(row, row->commands);
            g_autofree char *whole = g_strconcat(sentence, ".", NULL);
            append_label(out, row);
            append_prose(out, whole);
            if (row->more != NULL)
                append_prose(out, row->more);
        }
    }
}
