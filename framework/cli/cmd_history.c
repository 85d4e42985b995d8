// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/base/near.h"
#include "framework/cli/command.h"
#include "framework/cli/config.h"
#include "framework/cli/history_action.h"
#include "framework/cli/option_parser.h"

static int refuse_action(const char *word)
{
    const char *const *names = command_actions(command_find("history"));
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    const char *const patterns[] = {word, NULL};
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    for (const char *const *name = names; *name != NULL; name++)
        g_ptr_array_add(known, (char *)*name);
    g_autofree char *hint = near_hint(patterns, known);
    return word == NULL ? complain(EXIT_USAGE, "name what to do with the history: %s", all)
                        : complain(EXIT_USAGE, "history cannot '%s'; it can %s%s", word, all, hint);
}

static int check_words(const struct history_action *action, char *const *words)
{
    guint n = g_strv_length((char **)words);
    if (n < action->least)
        return complain(EXIT_USAGE, "name what to %s: benchrun history %s %s", action->name,
                        action->name, action->words);
    if (n > action->most)
        return complain(EXIT_USAGE, "'history %s' takes no words, but '%s' is one: leave it out",
                        action->name, words[action->most]);
    return EXIT_GOOD;
}

// What would be removed, or built and started. The other actions change the file alone.
static int check_dry_run(const struct history_action *action, const struct history_options *options)
{
    bool is_known = strcmp(action->name, "prune") == 0 ||
                    (strcmp(action->name, "check") == 0 && options->confirms);
    if (!options->is_dry || is_known)
        return EXIT_GOOD;
    return complain(EXIT_USAGE,
                    "'history %s' has no --dry-run: only 'prune' and 'check --confirm' do",
                    action->name);
}

static int act(const struct options *options, const struct config *config)
{
    const char *name = options->suites != NULL ? options->suites[0] : NULL;
    const struct history_action *action = name != NULL ? history_action_find(name) : NULL;
    if (action == NULL)
        return refuse_action(name);
    GError *error = NULL;
    struct history_call call = {options, config, NULL, options->suites + 1};
    int code = check_words(action, call.words);
    if (code == EXIT_GOOD)
        code = check_dry_run(action, &options->history);
    if (code != EXIT_GOOD)
        return code;
    g_autofree char *file = history_file(options, config, &error);
    if (file == NULL)
        return history_complain(error);
    call.file = file;
    return action->run(&call);
}

int cmd_history(char **argv)
{
    GError *error = NULL;
    struct options options = {0};
    struct config config = {0};
    int code = EXIT_USAGE;
    if (!config_find(".", &config, &error))
        code = history_complain(error);
    else if (options_parse(&options, argv))
        code = act(&options, &config);
    options_clear(&options);
    config_clear(&config);
    return code;
}
