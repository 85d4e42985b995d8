// SPDX-License-Identifier: MIT
#include "framework/runner/passes/preload.h"

#include <string.h>

#define VARIABLE "LD_PRELOAD="

// Beside the program where it was built, or below the same prefix.
static char *find_library(const char *name)
{
    static const char *const folders[] = {"framework/harness", "../" BENCHRUN_LIBDIR "/benchrun"};
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program ? program : ".");
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *relative = g_build_filename(folders[i], name, NULL);
        g_autofree char *path = g_canonicalize_filename(relative, folder);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&path);
    }
    return NULL;
}

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
    g_autofree char *path = find_library(library);
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
