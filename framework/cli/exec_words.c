// SPDX-License-Identifier: MIT
#include "framework/cli/exec_words.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "framework/cli/option_row.h"

// What only a shell understands, outside of quotes and within double ones.
#define SHELL_CHARACTERS "|&;<>()$`*?[]#\n"
#define QUOTED_CHARACTERS "$`"

// The first such character; NULL where there is none.
static const char *find_shell_character(const char *text)
{
    char quote = '\0';
    for (const char *c = text; *c != '\0'; c++) {
        bool begins_word = c == text || g_ascii_isspace(c[-1]);
        if (*c == '\\' && c[1] != '\0' && quote != '\'')
            c++;
        else if (quote != '\0' ? *c == quote : *c == '\'' || *c == '"')
            quote = quote != '\0' ? '\0' : *c;
        else if (quote == '\0' ? strchr(SHELL_CHARACTERS, *c) != NULL || (*c == '~' && begins_word)
                               : quote == '"' && strchr(QUOTED_CHARACTERS, *c) != NULL)
            return c;
    }
    return NULL;
}

// `NAME=VALUE program`
static bool is_assignment(const char *word)
{
    const char *sign = strchr(word, '=');
    return sign != NULL && sign > word && strchr("0123456789", *word) == NULL &&
           strspn(word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_") == (size_t)(sign - word);
}

static char **split(const char *text, GError **error)
{
    g_auto(GStrv) words = NULL;
    const char *special = find_shell_character(text);
    if (special != NULL && *special == '\n')
        option_refuse(error, "'%s' has several lines: --shell has a shell run them", text);
    else if (special != NULL)
        option_refuse(error,
                      "'%s' has '%c', which only a shell understands: add --shell, or put it in "
                      "quotes",
                      text, *special);
    else if (!g_shell_parse_argv(text, NULL, &words, NULL))
        option_refuse(error, "'%s' has a quote that is not closed: close it, or write \\ before it",
                      text);
    else if (*words[0] == '\0')
        option_refuse(error, "'%s' has an empty program name", text);
    else if (is_assignment(words[0]))
        option_refuse(
            error,
            "'%s' begins with a variable, which only a shell understands: add --shell, or "
            "begin with env",
            text);
    else
        return g_steal_pointer(&words);
    return NULL;
}

char **exec_words(const char *text, char *const *shell, GError **error)
{
    g_autofree char *bare = g_strstrip(g_strdup(text));
    if (*bare == '\0') {
        option_refuse(error, "a command is empty: name a program");
        return NULL;
    }
    if (shell == NULL)
        return split(text, error);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_strv_builder_addv(words, (const char **)shell);
    g_strv_builder_add_many(words, "-c", text, NULL);
    return g_strv_builder_end(words);
}

bool exec_check_program(const char *program, GError **error)
{
    if (strchr(program, '/') == NULL) {
        g_autofree char *found = g_find_program_in_path(program);
        return found != NULL ||
               option_refuse(
                   error, "there is no program '%s' in PATH: install it, or name its file (./%s)",
                   program, program);
    }
    if (g_file_test(program, G_FILE_TEST_IS_DIR))
        return option_refuse(error, "'%s' is a folder, not a program: name a program in it",
                             program);
    if (access(program, F_OK) != 0)
        return option_refuse(error, "cannot run '%s': %s", program, g_strerror(errno));
    if (access(program, X_OK) != 0)
        return option_refuse(
            error, "cannot run '%s': %s; make it executable (chmod +x), or name what runs it",
            program, g_strerror(errno));
    return true;
}
