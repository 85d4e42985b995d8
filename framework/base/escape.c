// SPDX-License-Identifier: MIT
#include "framework/base/escape.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

static bool is_plain_word(const char *word)
{
    const char *c = word;
    while (g_ascii_isalnum(*c) || (*c != '\0' && strchr("_-./:=,+@%", *c) != NULL) ||
           (unsigned char)*c >= 0x80)
        c++;
    return *word != '\0' && *c == '\0';
}

char *escape_shell(const char *const *words)
{
    GString *line = g_string_new(NULL);
    for (const char *const *word = words; *word != NULL; word++) {
        g_autofree char *quoted = is_plain_word(*word) ? g_strdup(*word) : g_shell_quote(*word);
        g_string_append_printf(line, "%s%s", word > words ? " " : "", quoted);
    }
    return g_string_free(line, FALSE);
}
