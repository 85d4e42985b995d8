// SPDX-License-Identifier: MIT
#include "framework/cli/configured_words.h"

#include <string.h>

#include "framework/cli/command.h"
#include "framework/cli/option_row.h"

static char *const *find_words(const struct config *config, enum command_bit bit)
{
    switch (bit) {
    case COMMAND_RUN:
        return config->run_words;
    case COMMAND_COMPARE:
    case COMMAND_BISECT:
        return config->compare_words;
    default:
        return NULL;
    }
}

// A word is `--name` or `--name=value`.
static bool is_taken(const char *word, enum command_bit bit)
{
    g_autofree char *name = g_strndup(word, strcspn(word, "="));
    return bit != COMMAND_BISECT || (option_find(name, bit) != NULL &&
                                     strcmp(name, "--filter") != 0 && strcmp(name, "--tag") != 0);
}

GPtrArray *configured_words(const struct config *config, char *const *argv)
{
    enum command_bit bit = command_find(argv[0])->bit;
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, argv[0]);
    for (char *const *word = find_words(config, bit); word != NULL && *word != NULL; word++)
        if (is_taken(*word, bit))
            g_ptr_array_add(words, *word);
    for (char *const *word = argv + 1; *word != NULL; word++)
        g_ptr_array_add(words, *word);
    g_ptr_array_add(words, NULL);
    return words;
}
