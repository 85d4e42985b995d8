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
}

// Of one command, or of all: then a name that means two things says whose it is.
static void append_option(GString *out, const struct option_row *row, unsigned commands)
{
    g_autofree char *sentence = option_help_sentence(row, row->commands & commands);
    g_autofree char *whole = g_strconcat(sentence, ".", NULL);
    append_label(out, row);
    for (const struct command *command = command_table; command->name != NULL; command++)
        if (commands == COMMANDS_ALL && option_is_ambiguous(row) &&
            row->commands == (unsigned)command->bit)
            g_string_append_printf(out, " (of \\fBbenchrun %s\\fR)", command->name);
    g_string_append_c(out, '\n');
    append_prose(out, whole);
    if (row->more != NULL)
        append_prose(out, row->more);
}

static void append_group(GString *out, const struct option_group *group, unsigned commands)
{
    bool has_heading = false;
    for (const struct option_row *row = group->rows; row->name != NULL; row++) {
        if ((row->commands & commands) == 0)
            continue;
        if (!has_heading)
            g_string_append_printf(out, ".SS %s\n", group->heading);
        has_heading = true;
        append_option(out, row, commands);
    }
}

void manual_write_options(GString *out, unsigned commands)
{
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        append_group(out, *group, commands);
}

// The rest of the line of the template that begins with `heading`, and what is below it, up to the
// next heading.
static bool find_section(const char *template, const char *heading, char **line, char **text)
{
    g_autofree char *mark = g_strconcat("\n", heading, NULL);
    const char *begin = strstr(template, mark);
    const char *end = begin == NULL ? NULL : strchr(begin + 1, '\n');
    if (end == NULL)
        return false;
    begin += strlen(mark);
    *line = g_strndup(begin, (gsize)(end - begin));
    const char *next = end;
    while (next != NULL && !g_str_has_prefix(next, "\n.SS ") && !g_str_has_prefix(next, "\n.SH "))
        next = strchr(next + 1, '\n');
    *text = next == NULL ? g_strdup(end + 1) : g_strndup(end + 1, (gsize)(next - end));
    return true;
}

static void append_examples(GString *out, const char *template, const struct command *command)
{
    g_autofree char *line = NULL, *text = NULL;
    g_autofree char *begin = g_strdup_printf("benchrun %s ", command->name);
    g_autoptr(GString) lines = g_string_new(NULL);
    if (!find_section(template, ".SH EXAMPLES", &line, &text))
        return;
    g_auto(GStrv) all = g_strsplit(text, "\n", -1);
    for (char **one = all; *one != NULL; one++)
        if (g_str_has_prefix(*one, begin))
            g_string_append_printf(lines, "%s\n", *one);
    if (lines->len > 0)
        g_string_append_printf(out, ".SH EXAMPLES\n.nf\n%s.fi\n", lines->str);
}

bool manual_write_page(GString *out, const char *template, const struct command *command)
{
    g_autofree char *heading = g_strdup_printf(".SS benchrun %s ", command->name);
    g_autofree char *title = NULL, *synopsis = NULL, *description = NULL, *line = NULL;
    g_autofree char *comment = NULL, *codes = NULL;
    g_autofree char *upper = g_ascii_strup(command->name, -1);
    if (!find_section(template, ".TH BENCHRUN ", &title, &comment) ||
        !find_section(template, heading, &synopsis, &description) ||
        !find_section(template, ".SH EXIT STATUS", &line, &codes))
        return false;
    g_string_append_printf(out, ".TH BENCHRUN\\-%s %s\n", upper, title);
    g_string_append_printf(out, ".SH NAME\nbenchrun\\-%s \\- ", command->name);
    append_text(out, command->summary);
    g_string_append_printf(out, "\n.SH SYNOPSIS\n\\fBbenchrun %s %s\n", command->name, synopsis);
    g_string_append_printf(out, ".SH DESCRIPTION\n%s.SH OPTIONS\n", description);
    manual_write_options(out, command->bit);
    g_string_append_printf(out, ".SH EXIT STATUS\n%s", codes);
    append_examples(out, template, command);
    g_string_append(out, ".SH SEE ALSO\n.BR benchrun (1)\n");
    return true;
}
