// SPDX-License-Identifier: MIT
#include "framework/cli/option_parser.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/near.h"
#include "framework/cli/option_help.h"
#include "framework/cli/option_row.h"

struct parser {
    const struct command *command;
    struct options *options;
    GHashTable *given; // set of struct option_row *
};

static bool take_number(const struct option_row *row, const char *text, double *out, GError **error)
{
    char *end = NULL;
    *out = g_ascii_strtod(text, &end);
    end += row->kind == OPTION_PERCENT && end != text && *end == '%';
    bool is_number = end != text && *end == '\0' && isfinite(*out);
    bool is_whole = row->kind != OPTION_COUNT || (is_number && floor(*out) == *out);
    return (is_number && is_whole && *out >= row->least && *out <= row->most) ||
           option_refuse(error, "--%s must be a %snumber from %.15g to %.15g, not '%s'", row->name,
                         row->kind == OPTION_COUNT ? "whole " : "", row->least, row->most, text);
}

static bool check_text(const struct option_row *row, const char *text, GError **error)
{
    g_auto(GStrv) choices = row->choices != NULL ? g_strsplit(row->choices, ", ", -1) : NULL;
    if (choices != NULL && !g_strv_contains((const char *const *)choices, text))
        return option_refuse(error, "--%s must be one of %s, not '%s'", row->name, row->choices,
                             text);
    return row->check == NULL || row->check(text, error);
}

static void append_text(char ***texts, const char *text)
{
    guint n = *texts != NULL ? g_strv_length(*texts) : 0;
    *texts = g_renew(char *, *texts, n + 2);
    (*texts)[n] = g_strdup(text);
    (*texts)[n + 1] = NULL;
}

static bool take_words(const struct option_row *row, const char *text, char ***out, GError **error)
{
    char **words = NULL;
    if (!g_shell_parse_argv(text, NULL, &words, error)) {
        g_prefix_error(error, "--%s: ", row->name);
        return false;
    }
    g_strfreev(*out);
    *out = words;
    return true;
}

static bool take_value(struct options *options, const struct option_row *row, const char *text,
                       GError **error)
{
    void *field = (char *)options + row->field;
    double number = 0;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return true;
    case OPTION_NUMBER:
    case OPTION_PERCENT:
        if (!take_number(row, text, &number, error))
            return false;
        *(double *)field = row->kind == OPTION_PERCENT ? number / 100 : number;
        return true;
    case OPTION_COUNT:
        if (!take_number(row, text, &number, error))
            return false;
        *(uint64_t *)field = (uint64_t)number;
        return true;
    case OPTION_TEXT:
        g_free(*(char **)field);
        *(char **)field = g_strdup(text);
        return check_text(row, text, error);
    case OPTION_TEXTS:
        append_text(field, text);
        return check_text(row, text, error);
    case OPTION_WORDS:
        return take_words(row, text, field, error);
    case OPTION_TAKEN:
        break;
    }
    return row->take(options, text, error);
}

// GLib calls it for each option in the order of the command line, which `--format` and `-o` need.
static gboolean take_option(const char *word, const char *value, void *data, GError **error)
{
    struct parser *parser = data;
    const struct option_row *row = option_find(word, parser->command->bit);
    g_hash_table_add(parser->given, (void *)row);
    return take_value(parser->options, row, value, error);
}

static bool is_filename(const struct option_row *row)
{
    return row->proposal != PROPOSE_NOTHING;
}

static GOptionEntry make_entry(const struct option_row *row)
{
    int flags = (row->metavar == NULL ? G_OPTION_FLAG_NO_ARG : 0) |
                (is_filename(row) ? G_OPTION_FLAG_FILENAME : 0);
    return (GOptionEntry){.long_name = row->name,
                          .short_name = row->letter,
                          .flags = flags,
                          .arg = G_OPTION_ARG_CALLBACK,
                          .arg_data = (void *)(guintptr)take_option};
}

// Calls back for each row that the command takes.
static bool for_rows(struct parser *parser,
                     bool (*call)(struct parser *parser, const struct option_row *row,
                                  GError **error),
                     GError **error)
{
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++)
            if ((row->commands & parser->command->bit) != 0 && !call(parser, row, error))
                return false;
    return true;
}

static bool set_default(struct parser *parser, const struct option_row *row, GError **error)
{
    const char *value = option_default(row, parser->command->bit)->value;
    return value == NULL || take_value(parser->options, row, value, error);
}

// Not where the command has another default.
static bool set_quick_default(struct parser *parser, const struct option_row *row, GError **error)
{
    bool is_usual = option_default(row, parser->command->bit) == &row->normal;
    return row->quick == NULL || !is_usual || g_hash_table_contains(parser->given, row) ||
           take_value(parser->options, row, row->quick, error);
}

static GArray *make_entries(const struct parser *parser)
{
    GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    for (const struct option_group *const *group = option_groups; *group != NULL; group++) {
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++) {
            GOptionEntry entry = make_entry(row);
            if ((row->commands & parser->command->bit) != 0)
                g_array_append_val(entries, entry);
        }
    }
    GOptionEntry rest = {.long_name = G_OPTION_REMAINING,
                         .arg = G_OPTION_ARG_FILENAME_ARRAY,
                         .arg_data = &parser->options->suites};
    g_array_append_val(entries, rest);
    return entries;
}

// GLib would take the next word for an optional value.
static void add_implied(const struct parser *parser, char **word)
{
    const struct option_row *row = option_find(*word, parser->command->bit);
    if (row == NULL || row->implied == NULL)
        return;
    char *whole = g_strconcat(*word, "=", row->implied, NULL);
    g_free(*word);
    *word = whole;
}

// The row of an option with a value, as a word that may have the value of a short one too.
static const struct option_row *find_with_value(const struct parser *parser, const char *word)
{
    const char name[] = {'-', *word != '\0' ? word[1] : '\0', '\0'};
    bool is_short = word[0] == '-' && word[1] != '-';
    const struct option_row *row =
        *word == '-' ? option_find(is_short ? name : word, parser->command->bit) : NULL;
    return row != NULL && row->metavar != NULL ? row : NULL;
}

// Takes the next words for a value of several. Returns the last one taken.
static char *const *join_words(GStrvBuilder *out, const struct option_row *row, char *const *words)
{
    g_autoptr(GString) value = g_string_new(NULL);
    for (unsigned n = 0; n < row->n_words && words[1] != NULL; n++)
        g_string_append_printf(value, "%s%s", n > 0 ? " " : "", *++words);
    g_autofree char *whole = g_strdup_printf("--%s=%s", row->name, value->str);
    g_strv_builder_add(out, whole);
    return words;
}

// GLib does not know `-O3`, the value of a short option in the same word, nor values of several
// words. What follows an option that takes a value is that.
static char **join_values(const struct parser *parser, char *const *words)
{
    g_autoptr(GStrvBuilder) out = g_strv_builder_new();
    for (; *words != NULL && strcmp(*words, "--") != 0; words++) {
        const struct option_row *row = find_with_value(parser, *words);
        bool has_value = row != NULL && (*words)[1] != '-' && (*words)[2] != '\0';
        if (has_value) {
            g_autofree char *whole = g_strdup_printf("--%s=%s", row->name, *words + 2);
            g_strv_builder_add(out, whole);
        } else if (row != NULL && row->n_words > 1) {
            words = join_words(out, row, words);
        } else {
            g_strv_builder_add(out, *words);
            if (row != NULL && words[1] != NULL)
                g_strv_builder_add(out, *++words);
        }
    }
    for (; *words != NULL; words++)
        g_strv_builder_add(out, *words);
    return g_strv_builder_end(out);
}

// GLib ignores the value of an option that has none: `--record=false` would record.
static bool check_flags(const struct parser *parser, char *const *words, GError **error)
{
    for (; *words != NULL && strcmp(*words, "--") != 0; words++) {
        const struct option_row *row = find_with_value(parser, *words);
        bool is_apart = row != NULL && ((*words)[1] == '-' || (*words)[2] == '\0');
        for (unsigned n = 0; is_apart && n < MAX(row->n_words, 1) && words[1] != NULL; n++)
            words++;
        const char *value = is_apart ? NULL : strchr(*words, '=');
        if (value == NULL || !g_str_has_prefix(*words, "--"))
            continue;
        g_autofree char *name = g_strndup(*words, (gsize)(value - *words));
        const struct option_row *flag = option_find(name, parser->command->bit);
        if (flag == NULL || flag->metavar != NULL)
            continue;
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "%s takes no value: leave out '%s'", name, value);
        return false;
    }
    return true;
}

static bool parse(struct parser *parser, char *const *argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    GOptionGroup *group = g_option_group_new("main", "", "", parser, NULL);
    g_autoptr(GArray) entries = make_entries(parser);
    g_option_group_add_entries(group, (const GOptionEntry *)(const void *)entries->data);
    g_option_context_set_main_group(context, group);
    g_option_context_set_help_enabled(context, FALSE);
    g_auto(GStrv) given = g_strdupv((char **)argv);
    for (char **word = given; *word != NULL && strcmp(*word, "--") != 0; word++)
        add_implied(parser, word);
    g_auto(GStrv) words = join_values(parser, given); // parsing eats them
    return check_flags(parser, given, error) && g_option_context_parse_strv(context, &words, error);
}

static bool finish(const struct parser *parser, GError **error)
{
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        if ((*group)->finish != NULL &&
            !(*group)->finish(parser->options, parser->command->bit, error))
            return false;
    return true;
}

static bool read_words(struct parser *parser, char *const *argv, GError **error)
{
    if (!for_rows(parser, set_default, error) || !parse(parser, argv, error))
        return false;
    if (parser->options->wants_help)
        return true;
    return (!parser->options->is_quick || for_rows(parser, set_quick_default, error)) &&
           finish(parser, error);
}

static void print_help(const struct command *command)
{
    g_autoptr(GString) text = g_string_new(NULL);
    option_help_write(text, command, option_help_width());
    fputs(text->str, stdout);
}

// GLib names the option last, and knows none that is like it.
static void explain_unknown(const struct parser *parser, GError **error)
{
    const char *space = strrchr((*error)->message, ' ');
    if (!g_error_matches(*error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION) || space == NULL)
        return;
    g_autofree char *word = g_strdup(space + 1);
    const char *const patterns[] = {word, NULL};
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const struct option_group *const *group = option_groups; *group != NULL; group++)
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++)
            if (row->commands & parser->command->bit)
                g_ptr_array_add(names, g_strconcat("--", row->name, NULL));
    g_autofree char *hint = near_hint(patterns, names);
    g_clear_error(error);
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "unknown option '%s'%s", word,
                hint);
}

static enum output_kind usual_output(unsigned command)
{
    return command == COMMAND_WATCH || command == COMMAND_PROFILE ? OUTPUT_PROFILE
           : command == COMMAND_WHERE                             ? OUTPUT_STACKS
           : command == COMMAND_HISTORY                           ? OUTPUT_HISTORY
           : command == COMMAND_DOCTOR                            ? OUTPUT_CHECKUP
           : command == COMMAND_EXPLAIN                           ? OUTPUT_EXPLANATION
                                                                  : OUTPUT_RUN;
}

bool options_parse(struct options *options, char *const *argv)
{
    GError *error = NULL;
    g_autoptr(GHashTable) given = g_hash_table_new(NULL, NULL);
    struct parser parser = {command_find(argv[0]), options, given};
    *options = (struct options){.outputs.usual = usual_output(parser.command->bit)};
    g_autofree char *program = g_strdup_printf("benchrun %s", argv[0]);
    g_set_prgname(program);
    bool is_good = read_words(&parser, argv, &error);
    if (is_good && options->wants_help) {
        print_help(parser.command);
        exit(command_end(EXIT_GOOD));
    }
    if (!is_good) {
        explain_unknown(&parser, &error);
        complain(EXIT_USAGE, "%s (see '%s --help')", error->message, program);
        g_error_free(error);
    }
    return is_good;
}

char **options_given(char *const *argv, const char *left_out)
{
    struct parser parser = {.command = command_find(argv[0])};
    g_autoptr(GStrvBuilder) out = g_strv_builder_new();
    for (char *const *word = argv + 1; *word != NULL && strcmp(*word, "--") != 0; word++) {
        const struct option_row *row = find_with_value(&parser, *word);
        bool is_option = **word == '-' && strcmp(*word, left_out) != 0;
        bool is_whole = (*word)[1] == '-' || (*word)[2] == '\0';
        bool has_value = row != NULL && row->implied == NULL && is_whole;
        if (is_option)
            g_strv_builder_add(out, *word);
        for (unsigned n = 0; has_value && n < MAX(row->n_words, 1) && word[1] != NULL; n++)
            g_strv_builder_add(out, *++word);
    }
    return g_strv_builder_end(out);
}

void options_clear(struct options *options)
{
    for (const struct option_group *const *group = option_groups; *group != NULL; group++) {
        for (const struct option_row *row = (*group)->rows; row->name != NULL; row++) {
            void *field = (char *)options + row->field;
            if (row->kind == OPTION_TEXT)
                g_clear_pointer((char **)field, g_free);
            if (row->kind == OPTION_TEXTS || row->kind == OPTION_WORDS)
                g_clear_pointer((char ***)field, g_strfreev);
        }
    }
    g_strfreev(options->suites);
    g_strfreev(options->columns);
    output_list_clear(&options->outputs);
}
