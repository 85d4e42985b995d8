// SPDX-License-Identifier: MIT
#include "framework/cli/history_action.h"

#include <string.h>

#include "framework/base/folder.h"
#include "framework/build/git.h"
#include "framework/build/revision.h"
#include "framework/cli/command.h"
#include "framework/cli/history_actions.h"

#define ACTION(name, words, least, most, run) {name, words, least, most, run},
static const struct history_action actions[] = {HISTORY_ACTIONS(ACTION)};

const struct history_action *history_action_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

char *history_file(const struct options *options, const struct config *config, GError **error)
{
    if (options->history.file != NULL)
        return g_strdup(options->history.file);
    if (config->history != NULL)
        return g_strdup(config->history);
    g_autofree char *folder = folder_of_data(error);
    return folder != NULL ? g_build_filename(folder, "history.db", NULL) : NULL;
}

// By its id, or how that begins; `is_clear`: not several.
static const char *find_by_id(const GPtrArray *names, const char *word, bool *is_clear)
{
    const char *found = NULL;
    *is_clear = true;
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        if (strcmp(name, word) == 0) {
            *is_clear = true;
            return name;
        }
        if (!g_str_has_prefix(name, word))
            continue;
        *is_clear &= found == NULL || strcmp(found, name) == 0;
        found = name;
    }
    return found;
}

const char *history_find_commit(const GPtrArray *names, const char *word)
{
    bool is_clear;
    struct git_repository repository = {0};
    const char *found = find_by_id(names, word, &is_clear);
    g_autofree char *resolved = found == NULL && git_repository_find(".", &repository, NULL)
                                    ? git_resolve(&repository, word, NULL)
                                    : NULL;
    git_repository_clear(&repository);
    if (resolved != NULL)
        found = find_by_id(names, resolved, &is_clear);
    return is_clear ? found : NULL;
}

// What the user can correct with other words is a mistake in them.
int history_complain(GError *error)
{
    bool is_usage = g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_MISSING) ||
                    g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_FOREIGN) ||
                    g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_NEWER) ||
                    error->domain != HISTORY_ERROR;
    int code = complain(is_usage ? EXIT_USAGE : EXIT_UNMEASURED, "%s", error->message);
    g_error_free(error);
    return code;
}

struct history *history_action_open(const struct history_call *call, enum history_access access,
                                    int *code)
{
    GError *error = NULL;
    struct history *history = history_open(call->file, access, &error);
    if (history == NULL)
        *code = history_complain(error);
    return history;
}

static bool add_ancestry(struct history *history, const struct revision *revision, GError **error)
{
    g_auto(GStrv) lines = revision->git != NULL ? revision_ancestry(".", revision->git) : NULL;
    return lines == NULL || history_add_ancestry(history, lines, error);
}

bool history_action_add(struct history *history, const struct run *run, struct history_added *added,
                        GError **error)
{
    return history_add(history, run, added, error) &&
           add_ancestry(history, &run->revision, error) &&
           add_ancestry(history, &run->base_revision, error);
}
