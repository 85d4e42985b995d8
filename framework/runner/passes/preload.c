// SPDX-License-Identifier: MIT
#include "framework/runner/passes/preload.h"

#include <string.h>

#include "framework/runner/own_files.h"

#define VARIABLE "LD_PRELOAD="

static const char *find_others(const char *const *environment)
{
    const char *others = g_getenv("LD_PRELOAD");
    for (; environment != NULL && *environment != NULL; environment++)
        if (g_str_has_prefix(*environment, VARIABLE))
            others = *environment + strlen(VARIABLE);
    return others ? others : "";
}

char *preload_setting(const char *library, const char *const *environment, GError **error)
{
    g_autofree char *path = own_file_find(library, "benchrun");
    const char *others = find_others(environment);
    if (path == NULL)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    "benchrun's library '%s' is not installed: install benchrun again", library);
    else if (strpbrk(path, " :") != NULL)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    "the loader cannot preload '%s', as its path has a space or a colon: install "
                    "benchrun elsewhere",
                    path);
    else
        return g_strconcat(VARIABLE, path, *others != '\0' ? ":" : "", others, NULL);
    return NULL;
}
