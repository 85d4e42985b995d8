// SPDX-License-Identifier: MIT
#include "framework/cli/option_row.h"

#include <stdarg.h>
#include <string.h>

const struct option_group *const option_groups[] = {
    &options_selecting,        &options_profiling, &options_watching,
    &options_timing,           &options_executing, &options_examining,
    &options_looking,          &options_starting,  &options_measuring,
    &options_testing,          &options_claiming,  &options_comparing,
    &options_sharding,         &options_bisecting, &options_saving,
    &options_showing_profiles, &options_showing,   &options_drawing,
    &options_keeping,          &options_helping,   NULL,
};

static bool has_name(const struct option_row *row, const char *word)
{
    if (g_str_has_prefix(word, "--"))
        return strcmp(row->name, word + 2) == 0;
    return row->letter != '\0' && word[1] == row->letter && word[2] == '\0';
}

const struct option_row *option_find(const char *word, unsigned commands)
{
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++)
            if ((row->commands & commands) != 0 && has_name(row, word))
                return row;
    return NULL;
}

bool option_is_ambiguous(const struct option_row *row)
{
    g_autofree char *word = g_strconcat("--", row->name, NULL);
    return option_find(word, COMMANDS_ALL & ~row->commands) != NULL;
}

const struct option_default *option_default(const struct option_row *row, unsigned commands)
{
    bool has_other = row->in_compare.value != NULL || row->in_compare.words != NULL;
    bool is_compared = commands == COMMAND_COMPARE || commands == COMMAND_BISECT;
    return is_compared && has_other ? &row->in_compare : &row->normal;
}

char *option_choices(const struct option_row *row)
{
    return row->list_choices != NULL ? row->list_choices() : g_strdup(row->choices);
}

char *option_label(const struct option_row *row)
{
    if (row->metavar == NULL)
        return g_strconcat("--", row->name, NULL);
    bool is_optional = row->implied != NULL;
    return g_strconcat("--", row->name,
                       is_optional        ? "[="
                       : row->n_words > 1 ? " "
                                          : "=",
                       row->metavar, is_optional ? "]" : NULL, NULL);
}

bool option_refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
    return false;
}
