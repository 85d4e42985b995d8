// SPDX-License-Identifier: MIT
#include "framework/build/ignored.h"

#include <string.h>

enum { MOST_NAMED = 10 };

static bool ends_with_any(const char *path, const char *const *ends)
{
    for (; *ends != NULL; ends++)
        if (g_str_has_suffix(path, *ends))
            return true;
    return false;
}

// The likelier that a build reads it, the smaller.
static int rank(const char *path)
{
    static const char *const recipes[] = {
        "akefile",     "CMakeLists.txt",
        "meson.build", "meson_options.txt",
        "configure",   ".mk",
        ".cmake",      ".am",
        ".ac",         ".in",
        ".sh",         NULL,
    };
    static const char *const sources[] = {
        ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".inc", ".S", ".s", ".y", ".l", NULL,
    };
    static const char *const products[] = {".o", ".d", ".a", ".so", "~", ".log", ".pyc", NULL};
    bool is_folder = g_str_has_suffix(path, "/");
    return ends_with_any(path, recipes)    ? 0
           : ends_with_any(path, sources)  ? 1
           : ends_with_any(path, products) ? 4
           : is_folder                     ? 3
                                           : 2;
}

static int by_rank(const void *left, const void *right)
{
    const char *a = *(const char *const *)left;
    const char *b = *(const char *const *)right;
    int order = rank(a) - rank(b);
    return order != 0 ? order : strcmp(a, b);
}

// Folders that are ignored as a whole are one entry, with a slash at its end.
static GPtrArray *list(const struct git_repository *repository)
{
    gsize length = 0;
    struct git_call call = {.folder = repository->folder, .length = &length};
    g_autofree char *names = git_run(&call, NULL, "ls-files", "--others", "--ignored",
                                     "--exclude-standard", "--directory", "-z");
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = names; names != NULL && name < names + length; name += strlen(name) + 1)
        if (!g_str_has_suffix(name, "benchrun-out/"))
            g_ptr_array_add(paths, g_strdup(name));
    g_ptr_array_sort(paths, by_rank);
    return paths;
}

char *ignored_hint(const struct git_repository *repository)
{
    g_autoptr(GPtrArray) paths = list(repository);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < MIN(paths->len, MOST_NAMED); i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(paths, i));
    if (paths->len == 0)
        return g_strdup("");
    if (paths->len > MOST_NAMED)
        g_string_append_printf(text, " and %u more", paths->len - MOST_NAMED);
    return g_strdup_printf("\nThe build did not get files that git ignores: %s. If it needs one of "
                           "them, 'git add -f' it.",
                           text->str);
}
