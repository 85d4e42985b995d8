// SPDX-License-Identifier: MIT
// The completion scripts of bash, zsh and fish, from the table of options.
#include <string.h>

#include "framework/cli/generated.h"

static const char notice[] = "# Completion for benchrun, generated from its table of options.\n";

// The values allowed, with blanks between them; NULL: any.
static char *values_of(const struct option_row *row)
{
    g_autofree char *choices = option_choices(row);
    g_auto(GStrv) words = choices != NULL ? g_strsplit(choices, ", ", -1) : NULL;
    return words != NULL ? g_strjoinv(" ", words) : NULL;
}

static void append_commands(GString *out, unsigned commands)
{
    const char *separator = "";
    for (const struct command *command = command_table; command->name != NULL; command++) {
        if ((commands & command->bit) == 0)
            continue;
        g_string_append_printf(out, "%s%s", separator, command->name);
        separator = " ";
    }
}

static void append_words(GString *out, const struct command *command)
{
    for (const struct option_group *const *group = option_groups; *group != NULL; group++) {
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++) {
            if ((row->commands & command->bit) == 0)
                continue;
            g_string_append_printf(out, " --%s", row->name);
            if (row->letter != '\0')
                g_string_append_printf(out, " -%c", row->letter);
        }
    }
}

static const char bash_start[] =
    "_benchrun() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command=${COMP_WORDS[1]} words='' kind=-f\n"
    "    # bash splits --option=value at the sign.\n"
    "    if [[ $cur == '=' ]]; then\n"
    "        cur=''\n"
    "    elif [[ $prev == '=' ]]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    COMPREPLY=()\n"
    "    if ((COMP_CWORD == 1)); then\n";
static const char bash_end[] =
    "    if [[ $cur == -* ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
    "        return\n"
    "    fi\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen \"$kind\" -- \"$cur\")\n"
    "}\n"
    "complete -F _benchrun benchrun\n";

// An option with a value: what may be proposed for it.
static void append_bash_case(GString *out, const struct option_row *row)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_autofree char *values = values_of(row);
    g_string_append(words, "        ");
    for (const struct command *command = command_table; command->name != NULL; command++) {
        if ((row->commands & command->bit) == 0)
            continue;
        g_string_append_printf(words, "%s:--%s|", command->name, row->name);
        if (row->letter != '\0')
            g_string_append_printf(words, "%s:-%c|", command->name, row->letter);
    }
    g_string_truncate(words, words->len - 1);
    if (values != NULL)
        g_string_append_printf(out,
                               "%s)\n            mapfile -t COMPREPLY < <(compgen -W '%s' -- "
                               "\"$cur\")\n            return ;;\n",
                               words->str, values);
    else if (row->proposal == PROPOSE_NOTHING)
        g_string_append_printf(out, "%s) return ;;\n", words->str);
    else
        g_string_append_printf(out, "%s) kind=%s ;;\n", words->str,
                               row->proposal == PROPOSE_FOLDERS ? "-d" : "-f");
}

// The actions of a command, where it has any, with `before` and `after` around them.
static void append_actions(GString *out, const struct command *command, const char *before,
                           const char *after)
{
    const char *const *actions = command_actions(command);
    g_autofree char *words = actions != NULL ? g_strjoinv(" ", (char **)actions) : NULL;
    if (words != NULL)
        g_string_append_printf(out, "%s%s%s", before, words, after);
}

void completion_write_bash(GString *out)
{
    g_string_append_printf(out, "%s%s", notice, bash_start);
    g_string_append(out, "        mapfile -t COMPREPLY < <(compgen -W '");
    append_commands(out, COMMANDS_ALL);
    g_string_append(out, " --help --version' -- \"$cur\")\n        return\n    fi\n"
                         "    case $command in\n");
    for (const struct command *command = command_table; command->name != NULL; command++) {
        g_string_append_printf(out, "        %s) words='", command->name);
        append_words(out, command);
        g_string_append(out, "' ;;\n");
    }
    g_string_append(out, "    esac\n    case $command:$prev in\n");
    for (const struct command *command = command_table; command->name != NULL; command++) {
        g_autofree char *before =
            g_strdup_printf("        %s:%s)\n            mapfile -t COMPREPLY < <(compgen -W '",
                            command->name, command->name);
        append_actions(out, command, before, "' -- \"$cur\")\n            return ;;\n");
    }
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++)
            if (row->metavar != NULL)
                append_bash_case(out, row);
    g_string_append_printf(out, "    esac\n%s", bash_end);
}

// Within single quotes, and with a backslash before what `special` lists.
static void append_quoted(GString *out, const char *text, const char *special)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'')
            g_string_append(out, "'\\''");
        else
            g_string_append_printf(out, "%s%c", strchr(special, *c) != NULL ? "\\" : "", *c);
    }
}

static void append_zsh_option(GString *out, const struct option_row *row)
{
    g_autofree char *values = values_of(row);
    const char *sign = row->metavar != NULL ? "=" : "";
    g_string_append(out, " \\\n                ");
    if (row->letter != '\0')
        g_string_append_printf(out, "'*'{-%c%s,--%s%s}'[", row->letter, *sign ? "+" : "", row->name,
                               sign);
    else
        g_string_append_printf(out, "'*--%s%s[", row->name, sign);
    append_quoted(out, row->help, "[]:\\");
    g_string_append_c(out, ']');
    if (row->metavar != NULL) {
        g_string_append_printf(out, ":%s:", row->metavar);
        if (values != NULL)
            g_string_append_printf(out, "(%s)", values);
        else if (row->proposal != PROPOSE_NOTHING)
            g_string_append(out, row->proposal == PROPOSE_FOLDERS ? "_files -/" : "_files");
        else
            g_string_append_c(out, ' ');
    }
    g_string_append_c(out, '\'');
}

void completion_write_zsh(GString *out)
{
    g_string_append_printf(out, "#compdef benchrun\n%s", notice);
    g_string_append(out, "_benchrun() {\n    local line state\n"
                         "    _arguments -C '1: :->command' '*:: :->words'\n"
                         "    case $state in\n    command)\n        local -a commands=(\n");
    for (const struct command *command = command_table; command->name != NULL; command++) {
        g_string_append_printf(out, "            '%s:", command->name);
        append_quoted(out, command->summary, ":\\");
        g_string_append(out, "'\n");
    }
    g_string_append(out, "        )\n        _describe command commands ;;\n    words)\n"
                         "        case $line[1] in\n");
    for (const struct command *command = command_table; command->name != NULL; command++) {
        g_string_append_printf(out, "        %s)\n            _arguments -s -S", command->name);
        for (const struct option_group *const *group = option_groups; *group != NULL; group++)
            for (const struct option_row *row = (*group)->rows; row->name != NULL; row++)
                if ((row->commands & command->bit) != 0)
                    append_zsh_option(out, row);
        append_actions(out, command, " \\\n                '1:action:(", ")'");
        g_string_append(out, " \\\n                '*:file:_files' ;;\n");
    }
    g_string_append(out, "        esac ;;\n    esac\n}\n_benchrun \"$@\"\n");
}

static void append_fish_option(GString *out, const struct option_row *row)
{
    g_autofree char *values = values_of(row);
    g_string_append(out, "complete -c benchrun -n '__fish_seen_subcommand_from ");
    append_commands(out, row->commands);
    g_string_append_printf(out, "' -l %s", row->name);
    if (row->letter != '\0')
        g_string_append_printf(out, " -s %c", row->letter);
    if (values != NULL)
        g_string_append_printf(out, " -x -a '%s'", values);
    else if (row->metavar != NULL && row->proposal == PROPOSE_FOLDERS)
        g_string_append(out, " -x -a '(__fish_complete_directories)'");
    else if (row->metavar != NULL)
        g_string_append(out, row->proposal == PROPOSE_FILES ? " -r -F" : " -x");
    g_string_append(out, " -d '");
    for (const char *c = row->help; *c != '\0'; c++)
        g_string_append_printf(out, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
    g_string_append(out, "'\n");
}

void completion_write_fish(GString *out)
{
    g_string_append(out, notice);
    for (const struct command *command = command_table; command->name != NULL; command++)
        g_string_append_printf(out,
                               "complete -c benchrun -n __fish_use_subcommand -f -a %s -d '%s'\n",
                               command->name, command->summary);
    for (const struct command *command = command_table; command->name != NULL; command++) {
        g_autofree char *before = g_strdup_printf(
            "complete -c benchrun -n '__fish_seen_subcommand_from %s' -a '", command->name);
        append_actions(out, command, before, "'\n");
    }
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++)
            append_fish_option(out, row);
}
